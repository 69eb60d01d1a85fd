// The browser's side of maps/: each function draws one layer from plain facts. Shapes are SVG, so that map.css colours them.
"use strict";

window.daiban = (() => {
  const SHAPES = {
    green: '<circle cx="6" cy="6" r="5"/>',
    yellow: '<path d="M6 .8L11.7 11H.3z"/>',
    red: '<rect x="1" y="1" width="10" height="10"/>',
    blue: '<path d="M2 1h3v10H2zM7 1h3v10H7z"/>',
    grey: '<circle cx="6" cy="6" r="4"/>',
  };
  const POINT = '<rect x=".5" y=".5" width="11" height="11" rx="2.5"/><path class="tick" d="M3 6.2l2 2 4-4.4"/>';
  const NEAR_PX = 14, NEARER = 1.5; // steps of zoom from the first view, from which grids have their names

  const card = () => document.getElementById("map-card");

  // Opens the card of a grid, a household, a case: a part of a page, fetched from our own server.
  let asked = 0;
  async function open(address) {
    const target = card(), mine = ++asked; // the last tap wins
    if (!target) return;
    target.hidden = false;
    target.setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(address, { headers: { "X-Part": "1" } });
      if (answer.redirected) window.location.assign("/sign-in");
      const text = answer.ok ? await answer.text() : target.dataset.failed;
      if (mine === asked) target.innerHTML = text;
    } catch {
      if (mine === asked) target.textContent = target.dataset.failed;
    }
    if (mine !== asked) return;
    target.removeAttribute("aria-busy");
    if (getComputedStyle(target).position === "static") target.scrollIntoView({ block: "nearest" }); // on a phone it stands below
  }

  // What the chips choose decides which of the three numbers beside a name is shown (map.css).
  function label({ name, count, late, share }) {
    const whole = document.createElement("span");
    whole.textContent = name;
    for (const [kind, value] of [["load", count], ["late", late], ["content", share]]) {
      const number = document.createElement("b");
      number.className = `by-${kind}`;
      number.textContent = value;
      whole.append(number);
    }
    return whole;
  }

  const named = (layer, properties, className) =>
    layer.bindTooltip(label(properties), { permanent: true, direction: "center", className, interactive: false });

  const coloured = ({ properties }) => ({ className: `grid load-${properties.load} content-${properties.content}` });

  function hatched(map, collection) {
    const late = { filter: ({ properties }) => properties.late > 0, interactive: false, style: () => ({ className: "late" }) };
    L.geoJSON(collection, late).addTo(map);
  }

  // Pieces of land that a tap, Enter or a space opens; the chosen one gets the thick line.
  function tapped(map, collection, style, className) {
    let chosen = null;
    const choose = (feature) => {
      chosen?.remove();
      const same = (line) => L.geoJSON(feature, { interactive: false, style: { className: line } });
      chosen = L.layerGroup([same("chosen-case"), same("chosen")]).addTo(map);
      open(feature.properties.card);
    };
    const onEachFeature = (feature, layer) => {
      named(layer, feature.properties, className);
      layer.on("click", () => choose(feature));
      layer.on("add", () => {
        const element = layer.getElement();
        element.setAttribute("tabindex", "0");
        element.setAttribute("role", "button");
        element.setAttribute("aria-label", `${feature.properties.name} ${feature.properties.count}`);
        element.addEventListener("keydown", (event) => {
          if (event.key !== "Enter" && event.key !== " ") return;
          event.preventDefault();
          choose(feature);
        });
      });
    };
    L.geoJSON(collection, { style, onEachFeature }).addTo(map);
  }

  // All of the land; where there is room, beside the legend and not below it. Without animation: the first view is there at once.
  function fit(map) {
    const legend = document.querySelector(".legend"), land = L.latLngBounds([]);
    map.eachLayer((layer) => { if (layer.getBounds && layer.feature) land.extend(layer.getBounds()); });
    const covers = legend && getComputedStyle(legend).position === "absolute";
    const left = covers ? legend.offsetWidth + 24 : 24;
    const top = covers ? 24 : (document.querySelector(".seg")?.offsetHeight ?? 0) + 16; // on a phone the chips lie over the map's top
    const whole = map.getBoundsZoom(land, false, L.point(48, 48)), beside = map.getBoundsZoom(land, false, L.point(left + 24, 48));
    const paddingTopLeft = beside >= whole - 0.25 ? [left, top] : [24, top];
    map.fitBounds(land, { paddingTopLeft, paddingBottomRight: [24, 24], animate: false });
  }

  const extents = new WeakMap();
  function ready(map) {
    L.control.scale({ imperial: false, position: "bottomright" }).addTo(map);
    fit(map);
    const first = map.getZoom();
    const near = () => map.getContainer().classList.toggle("is-near", map.getZoom() >= first + NEARER);
    map.on("zoomend", near);
    extents.set(map.getContainer(), map.getBounds());
    document.querySelector(".zoom")?.addEventListener("click", (event) => {
      const wanted = event.target.closest("button")?.dataset.zoom;
      if (wanted === "in") map.zoomIn();
      else if (wanted === "out") map.zoomOut();
      else if (wanted === "all") map.fitBounds(extents.get(map.getContainer()));
    });
  }

  // A layer that its box in the legend shows and hides.
  function switched(map, name, layer) {
    const box = document.querySelector(`[data-layer=${name}]`);
    const show = () => { if (!box || box.checked) layer.addTo(map); else layer.remove(); };
    box?.addEventListener("change", show);
    show();
  }

  function drawing(inner, { kind, title, count }) {
    const holder = document.createElement("span");
    holder.innerHTML = `<svg viewBox="-1.5 -1.5 15 15" aria-hidden="true">${inner}</svg>`;
    holder.firstChild.setAttribute("class", `mark ${kind}`);
    if (count > 1) {
      const number = document.createElement("b");
      number.textContent = count;
      holder.append(number);
    }
    holder.title = title;
    return holder.outerHTML;
  }

  function mark(one, inner, size, zIndexOffset = 0) {
    const icon = L.divIcon({ className: "map-mark", html: drawing(inner, one), iconSize: [size, size] });
    const marker = L.marker([one.lat, one.lon], { icon, title: one.title, alt: one.title, keyboard: Boolean(one.url), zIndexOffset });
    if (one.url) marker.on("click keypress", (event) => {
      if (event.type === "click" || event.originalEvent.key === "Enter") window.location.assign(one.url);
    });
    return marker;
  }

  // What lies below: tiles that a setting gives, chosen in the legend and remembered. Without the setting there is no such choice.
  const BASE = "daiban.base";
  function based(map) {
    const choice = document.querySelector("[data-base]"), source = document.querySelector("[data-base-source]");
    if (!choice) return;
    const layers = L.layerGroup().addTo(map), known = localStorage.getItem(BASE);
    if ([...choice.options].some(({ value }) => value === known)) choice.value = known;
    const show = () => {
      const { tiles, source: whose, farthest, nearest } = choice.selectedOptions[0].dataset;
      layers.clearLayers();
      for (const address of JSON.parse(tiles ?? "[]")) L.tileLayer(address, {
        subdomains: "01234567", minNativeZoom: Number(farthest), maxNativeZoom: Number(nearest), maxZoom: 19, referrerPolicy: "strict-origin",
      }).addTo(layers);
      map.getContainer().classList.toggle("has-base", Boolean(tiles));
      source.textContent = whose ?? "";
    };
    choice.addEventListener("change", () => { localStorage.setItem(BASE, choice.value); show(); });
    show();
  }
  L.Map.addInitHook(function () { based(this); });

  // What is told of pieces of land, with their geometries: the server keeps those as text.
  const together = (told, geometries) =>
    ({ type: "FeatureCollection", features: told.map((properties, i) => ({ type: "Feature", properties, geometry: geometries[i] })) });

  return {
    grids(map, { properties }, geometries) {
      const collection = together(properties, geometries);
      tapped(map, collection, coloured, "grid-label");
      hatched(map, collection);
      map.getContainer().dataset.grids = collection.features.length;
    },

    ground(map, { properties }, geometries) {
      const collection = together(properties, geometries);
      const onEachFeature = (feature, layer) => named(layer, feature.properties, "grid-label only-near");
      L.geoJSON(collection, { style: coloured, interactive: false, onEachFeature }).addTo(map);
      hatched(map, collection);
      map.getContainer().dataset.grids = collection.features.length;
    },

    villages(map, { properties }, geometries) {
      tapped(map, together(properties, geometries), () => ({ className: "village" }), "grid-label village-label");
    },

    outlines(map, { properties }, geometries) {
      L.geoJSON(together(properties, geometries), { interactive: false, style: () => ({ className: "outline" }) }).addTo(map);
    },

    async households(map, { url, card: address }) {
      const answer = await fetch(url);
      const columns = await answer.json();
      map.createPane("dots").style.zIndex = 450; // above the grids, below the marks; taps go through to the grids
      const brush = L.canvas({ padding: 0.5, pane: "dots" });
      const dots = columns.n.map((number, i) => L.circleMarker([columns.lat[i], columns.lon[i]], {
        pane: "dots", renderer: brush, radius: 2.2, weight: 0, fillColor: "#3d4955", fillOpacity: 0.75, interactive: false,
      }));
      const layer = L.layerGroup(dots);
      switched(map, "households", layer);
      map.on("click", ({ containerPoint }) => {
        if (!address || map.getZoom() < 14 || !map.hasLayer(layer)) return; // farther out a tap means the grid
        let best = null;
        dots.forEach((dot, i) => {
          const far = map.latLngToContainerPoint(dot.getLatLng()).distanceTo(containerPoint);
          if (far < NEAR_PX && (!best || far < best.far)) best = { far, number: columns.n[i] };
        });
        if (best) open(address.replace("NUMBER", best.number));
      });
      map.getContainer().dataset.households = columns.n.length;
      const homes = { map, numbers: columns.n, dots };
      map.getContainer().dispatchEvent(new CustomEvent("homes", { bubbles: true, detail: homes }));
    },

    points(map, { marks }) {
      const stations = marks.filter(({ kind }) => kind === "station"), centres = marks.filter(({ kind }) => kind !== "station");
      switched(map, "points", L.layerGroup(stations.map((one) => mark(one, POINT, 16))));
      switched(map, "windows", L.layerGroup(centres.map((one) => mark(one, POINT, 22))));
    },

    // Each line on a white casing; a stop is its number, and leads to its case.
    rounds(map, { rounds }) {
      for (const { colour, points, stops } of rounds) {
        const line = { type: "Feature", properties: {}, geometry: { type: "LineString", coordinates: points } };
        for (const className of ["way-case", `way way-${colour}`]) L.geoJSON(line, { interactive: false, style: { className } }).addTo(map);
        stops.forEach((one, i) => {
          const sign = document.createElement("b");
          sign.className = `stop-sign stop-${colour}`;
          sign.textContent = i + 1;
          const icon = L.divIcon({ className: "map-mark", html: sign.outerHTML, iconSize: [28, 28] });
          const marker = L.marker([one.lat, one.lon], { icon, title: one.title, alt: one.title, zIndexOffset: 1000 - i }).addTo(map);
          marker.on("click keypress", (event) => {
            if (event.type === "click" || event.originalEvent.key === "Enter") window.location.assign(one.url);
          });
        });
      }
      map.getContainer().dataset.rounds = rounds.length;
      ready(map);
    },

    ready, fit, together, switched, mark,

    cases(map, { marks }) {
      switched(map, "cases", L.layerGroup(marks.map((one) => mark(one, SHAPES[one.kind] ?? SHAPES.grey, 22, one.kind === "red" ? 2000 : 1000))));
      ready(map);
    },
  };
})();

// The chip that is chosen stands in the address, so that the page can be kept and sent as it is seen.
document.addEventListener("click", (event) => {
  const chip = event.target.closest(".seg button");
  if (!chip) return;
  for (const other of chip.parentElement.children) other.setAttribute("aria-pressed", String(other === chip));
  chip.closest(".map").dataset.by = chip.dataset.by;
  const here = new URL(window.location.href);
  here.searchParams.set("by", chip.dataset.by);
  window.history.replaceState(null, "", here);
  for (const kept of document.querySelectorAll("input[name=by]")) kept.value = chip.dataset.by;
});
