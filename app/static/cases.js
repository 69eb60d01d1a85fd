// Cases: a search box that narrows a long list of choices. Without scripts the list is simply long.
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
