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
  const NEAR_PX = 14;

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
    if (mine === asked) target.removeAttribute("aria-busy");
  }

  function drawing(inner, kind, title) {
    const holder = document.createElement("span");
    holder.innerHTML = `<svg viewBox="-1.5 -1.5 15 15" aria-hidden="true">${inner}</svg>`;
    holder.firstChild.setAttribute("class", `mark ${kind}`);
    holder.title = title;
    return holder.outerHTML;
  }

  function mark(map, one, inner, size) {
    const icon = L.divIcon({ className: "map-mark", html: drawing(inner, one.kind, one.title), iconSize: [size, size] });
    const marker = L.marker([one.lat, one.lon], { icon, title: one.title, alt: one.title, keyboard: Boolean(one.url) }).addTo(map);
    if (one.url) marker.on("click keypress", (event) => {
      if (event.type === "click" || event.originalEvent.key === "Enter") window.location.assign(one.url);
    });
  }

  return {
    grids(map, { collection }) {
      let chosen = null;
      const choose = (feature) => {
        chosen?.remove();
        const same = (className) => L.geoJSON(feature, { interactive: false, style: { className } });
        chosen = L.layerGroup([same("chosen-case"), same("chosen")]).addTo(map);
        open(feature.properties.card);
      };
      L.geoJSON(collection, {
        style: ({ properties }) => ({ className: `grid load-${properties.load}` }),
        onEachFeature: (feature, layer) => {
          const label = document.createElement("span");
          const count = document.createElement("b");
          label.textContent = `${feature.properties.name} `;
          count.textContent = feature.properties.count;
          label.append(count);
          layer.bindTooltip(label, { permanent: true, direction: "center", className: "grid-label", interactive: false });
          layer.on("click", () => choose(feature));
          layer.on("add", () => {
            const element = layer.getElement();
            element.setAttribute("tabindex", "0");
            element.setAttribute("role", "button");
            element.setAttribute("aria-label", `${feature.properties.name} ${feature.properties.count}`);
            element.addEventListener("keydown", (event) => {
              if (event.key === "Enter" || event.key === " ") choose(feature);
            });
          });
        },
      }).addTo(map);
      L.geoJSON(collection, {
        filter: ({ properties }) => properties.late > 0,
        interactive: false,
        style: () => ({ className: "late" }),
      }).addTo(map);
      map.getContainer().dataset.grids = collection.features.length;
    },

    outlines(map, { collection }) {
      L.geoJSON(collection, { interactive: false, style: () => ({ className: "outline" }) }).addTo(map);
    },

    async households(map, { url, card: address }) {
      const answer = await fetch(url);
      const columns = await answer.json();
      map.createPane("dots").style.zIndex = 450; // above the grids, below the marks; taps go through to the grids
      const brush = L.canvas({ padding: 0.5, pane: "dots" });
      const dots = columns.n.map((number, i) => L.circleMarker([columns.lat[i], columns.lon[i]], {
        pane: "dots", renderer: brush, radius: 2.2, weight: 0, fillColor: "#3d4955", fillOpacity: 0.75, interactive: false,
      }).addTo(map));
      map.on("click", ({ containerPoint }) => {
        if (map.getZoom() < 14) return; // farther out a tap means the grid
        let best = null;
        dots.forEach((dot, i) => {
          const far = map.latLngToContainerPoint(dot.getLatLng()).distanceTo(containerPoint);
          if (far < NEAR_PX && (!best || far < best.far)) best = { far, number: columns.n[i] };
        });
        if (best) open(address.replace("NUMBER", best.number));
      });
      map.getContainer().dataset.households = columns.n.length;
    },

    points(map, { marks }) {
      marks.forEach((one) => mark(map, one, POINT, one.kind === "station" ? 16 : 22));
    },

    cases(map, { marks }) {
      marks.forEach((one) => mark(map, one, SHAPES[one.kind] ?? SHAPES.grey, 22));
      L.control.scale({ imperial: false, position: "bottomright" }).addTo(map);
      const zoom = document.querySelector(".zoom");
      zoom?.addEventListener("click", (event) => {
        const wanted = event.target.closest("button")?.dataset.zoom;
        if (wanted === "in") map.zoomIn();
        else if (wanted === "out") map.zoomOut();
        else if (wanted === "all") map.fitBounds(map.getContainer().daibanBounds ?? map.getBounds());
      });
      map.getContainer().daibanBounds = map.getBounds();
    },
  };
})();

document.addEventListener("click", (event) => {
  const chip = event.target.closest(".seg button");
  if (!chip) return;
  for (const other of chip.parentElement.children) other.setAttribute("aria-pressed", String(other === chip));
  chip.closest(".map").dataset.by = chip.dataset.by;
});
