// Drawing grids anew: which tool, which grids, what line; sent as one step, kept on screen until the server took it.
"use strict";

(() => {
  const layers = new Map(); // code: the grid as it would be
  let panel = null, map = null, tool = null, picked = [], drawn = null;

  daiban.drafted = (on, { properties }, geometries) => {
    map = on;
    properties.forEach((told, i) => {
      const className = told.state === "old" ? "draft-old" : `draft ${told.state}${told.dedicated ? " dedicated" : ""}`;
      const layer = L.geoJSON(geometries[i], { style: { className }, interactive: told.state !== "old", pmIgnore: told.state === "old" }).getLayers()[0];
      layer.feature = { type: "Feature", properties: told, geometry: geometries[i] };
      layer.addTo(map);
      if (told.state === "old") return;
      layer.bindTooltip(told.name, { permanent: true, direction: "center", className: "grid-label", interactive: false });
      layer.on("click", () => pick(told.code));
      const element = layer.getElement();
      element.setAttribute("tabindex", "0");
      element.setAttribute("role", "button");
      element.setAttribute("aria-label", told.name);
      element.addEventListener("keydown", (event) => { if (event.key === "Enter") pick(told.code); });
      layers.set(told.code, layer);
    });
    map.getContainer().dataset.grids = layers.size;
    daiban.ready(map);
    panel = document.getElementById("draft-tools");
    if (panel) arm();
  };

  const byName = (name) => panel.querySelector(name);
  const WANTS = { cut: 1, merge: 2, transfer: 2, reshape: 1, draw: 0, dedicated: 0 }; // how many grids are tapped first
  const MORE = { merge: true };

  function arm() {
    map.doubleClickZoom.disable();
    map.pm.setGlobalOptions({ snappable: true, snapDistance: 18, allowSelfIntersection: false, pathOptions: { className: "pen" },
      templineStyle: { className: "pen" }, hintlineStyle: { className: "pen" }, tooltips: false });
    map.on("pm:create", ({ layer }) => { drawn = layer; ready(); });
    panel.addEventListener("click", (event) => {
      const button = event.target.closest("button");
      if (button?.dataset.tool) begin(button);
      else if (button && "cancel" in button.dataset) end();
      else if (button && "done" in button.dataset) send();
    });
    byName("[name=name]").addEventListener("input", ready);
  }

  function begin(button) {
    const same = tool === button.dataset.tool;
    end();
    if (same) return;
    tool = button.dataset.tool;
    button.setAttribute("aria-pressed", "true");
    byName(".drawing").hidden = false;
    byName(".name").hidden = !("named" in button.dataset);
    step();
  }

  // What is to be done next, in words, and the pen if it is time to draw.
  function step() {
    const button = byName(`[data-tool=${tool}]`), hints = button.dataset.hints.split("|");
    const at = MORE[tool] ? 0 : Math.min(picked.length, hints.length - 1);
    byName(".hint").textContent = hints[at];
    if (picked.length < WANTS[tool] || MORE[tool] || drawn) return ready();
    if (tool === "reshape") edit();
    else setTimeout(() => map.pm.enableDraw(["draw", "dedicated"].includes(tool) ? "Polygon" : "Line", { finishOn: "dblclick" })); // not by the tap that picked
    ready();
  }

  function edit() {
    drawn = layers.get(picked[0]);
    drawn.pm.enable({ snappable: true, snapDistance: 18, allowSelfIntersection: false });
    drawn.on("pm:edit", ready);
  }

  function pick(code) {
    if (!tool || map.pm.globalDrawModeEnabled()) return;
    if (picked.includes(code)) picked = picked.filter((one) => one !== code);
    else if (picked.length < WANTS[tool] || MORE[tool]) picked.push(code);
    else return;
    for (const [one, layer] of layers) layer.getElement().classList.toggle("picked", picked.includes(one));
    step();
  }

  function ready() {
    const name = byName("[name=name]"), needsName = !byName(".name").hidden;
    const enough = MORE[tool] ? picked.length >= WANTS[tool] : Boolean(drawn);
    byName("[data-done]").disabled = !enough || (needsName && !name.value.trim());
    if (drawn && needsName && !name.value && document.activeElement !== name) name.focus();
  }

  function end() {
    if (!map) return;
    map.pm.disableDraw();
    if (tool === "reshape" && drawn) {
      drawn.pm.disable();
      const { geometry } = drawn.feature;
      drawn.setLatLngs(L.GeoJSON.coordsToLatLngs(geometry.coordinates, geometry.type === "Polygon" ? 1 : 2));
    } else drawn?.remove();
    for (const layer of layers.values()) layer.getElement().classList.remove("picked");
    for (const button of panel.querySelectorAll("[data-tool]")) button.setAttribute("aria-pressed", "false");
    [tool, picked, drawn] = [null, [], null];
    byName(".drawing").hidden = true;
    byName("[name=name]").value = "";
    say("");
  }

  function say(sentence) {
    const box = byName(".drawing [role=alert]");
    box.hidden = !sentence;
    box.textContent = sentence;
  }

  const pairs = (points) => points.map(({ lng, lat }) => [lng, lat]);
  const rings = (parts) => (Array.isArray(parts[0]) ? parts.flatMap(rings) : [pairs(parts)]);

  function said() {
    const name = byName("[name=name]").value.trim(), line = tool !== "merge" && drawn ? drawn.getLatLngs() : [];
    switch (tool) {
      case "cut": return { kind: "cut", grid: picked[0], line: pairs(line), name };
      case "merge": return { kind: "merge", grids: picked };
      case "transfer": return { kind: "transfer", giver: picked[0], taker: picked[1], line: pairs(line) };
      case "reshape": return { kind: "reshape", grid: picked[0], rings: rings(line) };
      default: return { kind: "draw", name, ring: rings(line)[0], dedicated: tool === "dedicated" };
    }
  }

  async function send() {
    const done = byName("[data-done]");
    done.disabled = true;
    say("");
    try {
      const answer = await fetch(panel.dataset.url, {
        method: "POST",
        headers: { "Content-Type": "application/json", "X-CSRFToken": byName("[name=csrf_token]").value },
        body: JSON.stringify({ step: said(), after: Number(panel.dataset.after), event_id: panel.dataset.event, at: panel.dataset.at }),
      });
      if (answer.redirected) return window.location.assign("/sign-in");
      if (answer.ok) return window.location.reload();
      const { message, field } = await answer.json();
      say(message); // nothing was entered, so that what is sent next may have the same id
      if (field === "name") byName("[name=name]").focus();
    } catch {
      say(panel.dataset.failed);
    }
    done.disabled = false;
  }
})();
