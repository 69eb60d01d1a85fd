// Every page: what HTML alone can't do, and nothing more. Pages work without it; they only get more comfortable.
"use strict";

const token = document.querySelector("meta[name=csrf-token]")?.content ?? "";
const opened = performance.now();

// `at` is the server's time when the page was made plus the time the page stood open: no phone's wrong clock gets in.
// It is set once, so that sending the same form again says the same.
function stampForm(form) {
  const at = form.elements.namedItem("at");
  if (!at || at.dataset.set) return;
  at.value = new Date(Date.parse(at.value) + performance.now() - opened).toISOString();
  at.dataset.set = "yes";
}

function rest(form) {
  for (const button of form.ownerDocument.querySelectorAll("[aria-disabled=true]")) {
    if (button.form === form) button.removeAttribute("aria-disabled");
  }
  delete form.dataset.sending;
}

// The second click on a button that is already at work does nothing. Buttons aren't disabled: they would lose focus and value.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method === "dialog" || form.method === "get") return;
  if (form.dataset.sending) {
    event.preventDefault();
    event.stopImmediatePropagation();
    return;
  }
  form.dataset.sending = "yes";
  event.submitter?.setAttribute("aria-disabled", "true");
  stampForm(form);
}, true);
window.addEventListener("pageshow", (event) => {
  if (event.persisted) document.querySelectorAll("form[data-sending]").forEach(rest);
});

document.addEventListener("click", (event) => {
  const at = event.target.closest("[data-open],[data-close],[data-print],[data-back]");
  if (at?.dataset.open !== undefined) {
    const dialog = document.getElementById(at.dataset.open);
    if (dialog?.showModal) {
      event.preventDefault();
      dialog.showModal();
    }
  } else if (at?.dataset.close !== undefined) {
    at.closest("dialog")?.close();
  } else if (at?.dataset.print !== undefined) {
    window.print();
  } else if (at?.dataset.back !== undefined) {
    window.history.back();
  }
  for (const menu of document.querySelectorAll("details.pop[open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});
document.addEventListener("keydown", (event) => {
  if (event.key === " " && event.target.matches?.("a[role=button]")) {
    event.preventDefault();
    event.target.click();
  }
  if (event.key !== "Escape") return;
  for (const menu of document.querySelectorAll("details.pop[open]")) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});

// htmx carries the CSRF token as a header.
document.addEventListener("htmx:configRequest", (event) => {
  event.detail.headers["X-CSRFToken"] = token;
});

// "Still here", every five minutes while the page is seen: the only way that a sign-in learns of it, since a GET never writes.
const beat = document.querySelector("[data-heartbeat]")?.dataset.heartbeat;
if (beat) {
  setInterval(() => {
    if (document.visibilityState !== "visible") return;
    fetch(beat, { method: "POST", headers: { "X-CSRFToken": token } }).catch(() => {}); // no signal: the next one will do
  }, 5 * 60 * 1000);
}

// On a narrow screen the ruler and the year show their end: today, and the day that was promised.
for (const ruler of document.querySelectorAll(".ruler, .chart")) ruler.parentElement.scrollLeft = ruler.parentElement.scrollWidth;

document.querySelector("dialog[data-show]")?.showModal();
document.querySelector("[data-focus]")?.focus();
