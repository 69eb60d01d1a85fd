// The map of the service circle: grids by share, who is beyond, and the star where one more station would help most.
"use strict";

(() => {
  const STAR = '<path d="M6 .4l1.7 3.6 4 .5-2.9 2.7.8 3.9L6 9.1l-3.6 2 .8-3.9L.3 4.500l4-.5z"/>';

  const STEPS = [0, -0.5, 0.5, -0.75, 0.75, -1, 1, -1.25, 1.25, -1.5, 1.5]; // in heights of a name

  const named = (layer, { name, share }, className) => {
    const whole = document.createElement("span"), number = document.createElement("b");
    whole.textContent = name;
    number.textContent = share;
    whole.append(number);
    layer.bindTooltip(whole, { permanent: true, direction: "center", className, interactive: false });
  };

  daiban.reached = (map, { properties, only_near: onlyNear }, geometries) => {
    const style = (feature) => ({ className: `grid reach-${feature.properties.reach}` });
    const onEachFeature = (feature, layer) => named(layer, feature.properties, onlyNear ? "grid-label only-near" : "grid-label");
    L.geoJSON(daiban.together(properties, geometries), { style, onEachFeature, interactive: false }).addTo(map);
    map.getContainer().dataset.grids = properties.length;
  };

  daiban.circled = (map, { properties }, geometries) => {
    const onEachFeature = (feature, layer) => named(layer, feature.properties, "grid-label village-label");
    L.geoJSON(daiban.together(properties, geometries), { style: { className: "outline" }, onEachFeature, interactive: false }).addTo(map);
  };

  daiban.beyond = (map, { lon, lat }) => {
    map.createPane("dots").style.zIndex = 450; // above the grids, below the marks
    const brush = L.canvas({ padding: 0.5, pane: "dots" });
    const fillColor = getComputedStyle(map.getContainer()).getPropertyValue("--beyond").trim();
    const dots = lon.map((east, i) => L.circleMarker([lat[i], east], {
      pane: "dots", renderer: brush, radius: 2.6, weight: 0.8, color: "#fff", fillColor, fillOpacity: 0.9, interactive: false,
    }));
    daiban.switched(map, "beyond", L.layerGroup(dots));
    map.getContainer().dataset.beyond = lon.length;
    daiban.ready(map);
    apart(map);
    map.on("zoomend", () => apart(map));
    star(map);
    document.addEventListener("htmx:afterSettle", () => star(map));
    paper(map);
  };

  // Names make way for marks and for each other: a little higher or lower, if that is free; else they stay.
  function apart(map) {
    const boxes = [...map.getContainer().querySelectorAll(".map-mark")].map((mark) => mark.getBoundingClientRect());
    const meets = (one, by) => boxes.some((other) => one.left < other.right && other.left < one.right
      && one.top + by < other.bottom && other.top < one.bottom + by);
    map.eachLayer((layer) => {
      const name = layer.getTooltip?.(), element = name?.getElement();
      if (!element?.offsetWidth) return; // from here it isn't shown
      element.style.marginTop = "";
      const box = element.getBoundingClientRect();
      const by = STEPS.map((step) => step * box.height).find((moved) => !meets(box, moved)) ?? 0;
      element.style.marginTop = `${by}px`;
      boxes.push({ left: box.left, right: box.right, top: box.top + by, bottom: box.bottom + by });
    });
  }

  // A map in pixels of the window doesn't fit the paper: for printing it's laid out anew, then as it was.
  function paper(map) {
    let seen = null;
    const turn = (isPaper) => {
      document.querySelector(".reach-page").classList.toggle("on-paper", isPaper);
      map.invalidateSize({ animate: false });
      if (isPaper) daiban.fit(map); else map.setView(...seen, { animate: false });
      apart(map);
    };
    window.addEventListener("beforeprint", () => { seen = [map.getCenter(), map.getZoom()]; turn(true); });
    window.addEventListener("afterprint", () => turn(false));
  }

  // The sentence may come after the map: it carries the place.
  function star(map) {
    const told = document.querySelector("[data-star]");
    const { lon, lat, title } = told?.dataset ?? {};
    if (!lon || map.getContainer().dataset.star) return;
    daiban.mark({ lon: Number(lon), lat: Number(lat), kind: "star", title }, STAR, 34, 3000).addTo(map);
    map.getContainer().dataset.star = title;
    document.getElementById("star-key").hidden = false;
    apart(map);
  }
})();
