// Households picked on the map with a line drawn round them; their numbers go to the page on which work is handed over.
"use strict";

document.addEventListener("homes", ({ target: container, detail: { map, numbers, dots } }) => {
  const form = document.getElementById("lasso");
  if (!form) return;
  const [begin, go, said] = ["[data-begin]", "[data-go]", "[role=status]"].map((name) => form.querySelector(name));
  const most = Number(form.dataset.most), picked = new Set();
  let line = null, points = [];

  const isIn = ({ x, y }) => points.reduce((inside, { x: x1, y: y1 }, i) => {
    const { x: x2, y: y2 } = points.at(i - 1);
    return (y1 > y) !== (y2 > y) && x < ((x2 - x1) * (y - y1)) / (y2 - y1) + x1 ? !inside : inside;
  }, false);

  // 3, 4, 5, 9 → 3-5,9
  const short = (all) => [...all].sort((a, b) => a - b).reduce((runs, n) => {
    if (runs.at(-1)?.[1] === n - 1) runs.at(-1)[1] = n;
    else runs.push([n, n]);
    return runs;
  }, []).map(([first, last]) => (first === last ? `${first}` : `${first}-${last}`)).join(",");

  const draws = () => begin.getAttribute("aria-pressed") === "true";
  const pan = (may) => {
    begin.setAttribute("aria-pressed", String(!may));
    container.classList.toggle("lassoing", !may);
    for (const way of ["dragging", "touchZoom", "doubleClickZoom"]) map[way]?.[may ? "enable" : "disable"]();
  };

  function tell() {
    const isTooMany = picked.size > most;
    said.textContent = picked.size === 0 ? form.dataset.none : (isTooMany ? form.dataset.many : form.dataset.some).replace("NUMBER", picked.size);
    go.hidden = picked.size === 0 || isTooMany;
    form.elements.households.value = short(picked);
    dots.forEach((dot, i) => dot.setStyle(picked.has(numbers[i]) ? { fillColor: "#0b57d0", fillOpacity: 1 } : { fillColor: "#3d4955", fillOpacity: 0.75 }));
  }

  begin.addEventListener("click", () => {
    picked.clear();
    tell();
    pan(draws());
    said.textContent = draws() ? form.dataset.how : "";
    if (draws()) container.scrollIntoView({ block: "nearest" });
  });
  container.addEventListener("pointerdown", (event) => {
    if (!draws() || event.target.closest(".over")) return;
    event.stopPropagation();
    container.setPointerCapture(event.pointerId);
    points = [map.mouseEventToContainerPoint(event)];
    line = L.polygon([map.mouseEventToLatLng(event)], { className: "lasso", interactive: false }).addTo(map);
  }, true);
  container.addEventListener("pointermove", (event) => {
    if (!line) return;
    points.push(map.mouseEventToContainerPoint(event));
    line.addLatLng(map.mouseEventToLatLng(event));
  });
  const end = () => {
    if (!line) return;
    dots.forEach((dot, i) => isIn(map.latLngToContainerPoint(dot.getLatLng())) && picked.add(numbers[i]));
    line.remove();
    line = null;
    pan(true);
    tell();
  };
  container.addEventListener("pointerup", end);
  container.addEventListener("pointercancel", end);
});
