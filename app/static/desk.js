// The office: for people who type all day.
"use strict";

// "/" goes to the search box, from anywhere but a field.
document.addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.ctrlKey || event.altKey || event.metaKey) return;
  if (event.target.closest("input,select,textarea,[contenteditable]")) return;
  const box = [...document.querySelectorAll(".find input")].find((input) => input.offsetParent);
  if (!box) return;
  event.preventDefault();
  box.focus();
});

// A list's filters apply as soon as one is chosen; typed ones wait for Enter or the button.
document.addEventListener("change", (event) => {
  if (event.target.matches(".filters select")) event.target.form.requestSubmit();
});
