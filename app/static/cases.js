// Cases: a search box that narrows a long list of choices (without scripts the list is simply long), and of a bundle its steps:
// those of the one chosen in the list (select[data-bundles], fieldset[data-bundle=value]) are shown and sent.
"use strict";

for (const box of document.querySelectorAll("input[data-filters]")) {
  const list = document.getElementById(box.dataset.filters);
  const all = [...list.querySelectorAll("option")].map((option) => ({ option, group: option.parentElement }));
  box.addEventListener("input", () => {
    const words = box.value.trim().toLowerCase().split(/\s+/).filter(Boolean);
    const fits = (option) => !option.value || words.every((word) => option.text.toLowerCase().includes(word));
    for (const { option, group } of all) {
      if (fits(option)) group.append(option);
      else option.remove();
    }
    const left = all.filter(({ option }) => option.value && option.isConnected);
    if (words.length && left.length === 1 && list.value !== left[0].option.value) {
      list.value = left[0].option.value;
      list.dispatchEvent(new Event("change", { bubbles: true }));
    }
  });
}

for (const list of document.querySelectorAll("select[data-bundles]")) {
  const bundles = document.querySelectorAll("fieldset[data-bundle]");
  const draw = () => {
    for (const bundle of bundles) {
      bundle.hidden = bundle.dataset.bundle !== list.value;
      for (const input of bundle.querySelectorAll("input")) input.disabled = bundle.hidden;
    }
  };
  list.addEventListener("change", draw);
  draw();
}
