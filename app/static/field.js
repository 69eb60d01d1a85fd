// The phone: keeps what is typed, sends a form without leaving the page, and tells the truth about it in #sending.
//
//   <form data-send>         posted as form fields (with files), the answer is shown in place
//   <form data-send="json">  posted as one JSON deed: names become keys, "a.b" nests, data-json="list|number|boolean" says how
//   <form data-keep="key">   every keystroke stays on this phone until the server has taken the form, also when the page is left
//   <form data-steps>        the sticky button (data-forward) walks through the steps and submits at the last; which one was open is kept
//   <form data-echo>         "uploaded" only when the answer is JSON that echoes the event's id: a hotspot's sign-in page is no answer
//   <form data-call>         shows a phone number and calls it: {"next": "tel:…", "phone": number}
//   [data-field=name]        where a refusal of this field is shown, if not at the control of that name
//   [data-said]              inside a step: its summary, where the page knows better than a list of what was ticked
//
// Before a JSON deed leaves, the form gets a "deed" event whose detail.body may be changed; a "recalled" event when kept values are back,
// a "step" event when another step is open, a "taken" event when the server has it. An answer is a redirect, a page, or JSON:
// {"next": url} on success, {"message": sentence, "errors": {name: sentence}} on refusal.
// "Uploaded" is said after a 2xx and never before it. Needs page.js (token, stampForm, rest).
"use strict";

const KEEP_DAYS = 14;
const bar = document.getElementById("sending");

function say(state, sentence) {
  const words = document.querySelector(`template[data-sending=${state}]`);
  if (!bar || !words) return;
  bar.replaceChildren(words.content.cloneNode(true));
  if (sentence) bar.querySelector("span > span").textContent = sentence;
  bar.parentElement.classList.toggle("trouble", state === "failed" || state === "refused");
}

// ── what is typed ──────────────────────────────────────────────────────────────
const slot = (form) => `daiban.kept.${form.dataset.keep}`;
const keepable = (input) => input.name && !["csrf_token", "version"].includes(input.name)
  && !["password", "file", "submit", "button"].includes(input.type) && !("secret" in input.dataset)
  && (input.name !== "at" || input.dataset.set); // the moment of the deed is that of the first try to send it

function keep(form) {
  const values = [...form.elements].filter(keepable).map((input) => [
    input.name, ["checkbox", "radio"].includes(input.type) ? input.value : null,
    ["checkbox", "radio"].includes(input.type) ? input.checked : input.value]);
  try {
    localStorage.setItem(slot(form), JSON.stringify({ at: Date.now(), values, open: openStep(form) }));
    say("kept");
  } catch {
    say("editing"); // the phone is full or forbids it: then nothing is claimed
  }
}

function recall(form) {
  const kept = JSON.parse(localStorage.getItem(slot(form)) ?? "null");
  if (!kept) return;
  for (const [name, choice, value] of kept.values) {
    for (const input of form.querySelectorAll(`[name="${CSS.escape(name)}"]`)) {
      if (name === "at") input.dataset.set = "yes";
      if (!keepable(input) || (choice !== null && input.value !== choice)) continue;
      if (choice === null) input.value = value;
      else input.checked = value;
    }
  }
  if (kept.open >= 0) stepsOf(form).forEach((step, n) => { step.querySelector("details").open = n === kept.open; });
  form.dispatchEvent(new CustomEvent("recalled", { bubbles: true }));
  say("kept");
}

const stepsOf = (form) => [...form.querySelectorAll(".step")];
const openStep = (form) => stepsOf(form).findIndex((step) => step.querySelector("details").open);

const forget = (form) => form.dataset.keep && localStorage.removeItem(slot(form));

function forgetOld(all) {
  for (const key of Object.keys(localStorage).filter((name) => name.startsWith("daiban.kept."))) {
    const at = JSON.parse(localStorage.getItem(key))?.at ?? 0;
    if (all || Date.now() - at > KEEP_DAYS * 86_400_000) localStorage.removeItem(key);
  }
  if (all) window.indexedDB?.deleteDatabase("daiban"); // kept pictures, see pictures.js
}

// ── sending ────────────────────────────────────────────────────────────────────
function put(body, path, value) {
  const keys = path.split(".");
  const last = keys.pop();
  const at = keys.reduce((inner, key) => (inner[key] ??= {}), body);
  at[last] = value;
}

function deed(form) {
  const body = {};
  for (const input of form.elements) {
    if (!input.name || input.disabled || ["csrf_token"].includes(input.name) || ["file", "submit", "button"].includes(input.type)) continue;
    const kind = input.dataset.json;
    if (kind === "list") {
      const list = input.name.split(".").reduce((inner, key) => inner?.[key], body) ?? [];
      if (input.type !== "checkbox" || input.checked) list.push(input.value);
      put(body, input.name, list);
    } else if (input.type === "checkbox") {
      put(body, input.name, input.checked);
    } else if (input.type === "radio") {
      if (input.checked) put(body, input.name, kind === "boolean" ? input.value === "true" : input.value);
    } else if (kind === "number" || input.type === "number") {
      put(body, input.name, input.value === "" ? null : Number(input.value));
    } else {
      put(body, input.name, input.value);
    }
  }
  form.dispatchEvent(new CustomEvent("deed", { bubbles: true, detail: { body } }));
  return body;
}

function requestOf(form, submitter) {
  const headers = { "X-CSRFToken": token };
  if (form.dataset.send === "json") {
    return { method: "POST", headers: { ...headers, "Content-Type": "application/json" }, body: JSON.stringify(deed(form)) };
  }
  return { method: "POST", headers, body: new FormData(form, submitter) };
}

function showErrors(form, errors) {
  form.querySelectorAll("[data-refused]").forEach((note) => {
    note.parentElement.classList.remove("wrong");
    note.remove();
  });
  for (const [name, sentence] of Object.entries(errors ?? {})) {
    const input = form.elements.namedItem(name);
    const field = form.querySelector(`[data-field="${CSS.escape(name)}"]`)
      ?? (input?.length && !input.tagName ? input[0] : input)?.closest(".field");
    if (!field) continue;
    field.hidden = false;
    const note = document.createElement("p");
    note.className = "error";
    note.dataset.refused = "yes";
    note.append(document.getElementById("warning").content.cloneNode(true), sentence);
    field.classList.add("wrong");
    field.insertBefore(note, field.children[1] ?? null);
    const step = field.closest("details");
    if (step) step.open = true;
    field.scrollIntoView({ block: "center" });
  }
}

// Where the first of them is mended: the control of that name, else the first one of its field. showErrors has brought it into view.
function goMend(form, errors) {
  const [name] = Object.keys(errors ?? {});
  const named = name && form.elements.namedItem(name);
  const control = (named?.length && !named.tagName ? named[0] : named)
    || form.querySelector("[data-refused]")?.parentElement.querySelector("select,input,textarea,button");
  control?.focus({ preventScroll: true });
}

async function answered(form, response) {
  const isJson = (response.headers.get("Content-Type") ?? "").includes("json");
  if (response.ok) {
    const told = isJson ? await response.json() : null;
    if (form.dataset.echo !== undefined && told?.event_id !== form.elements.namedItem("event_id").value) throw new Error("no echo");
    forget(form);
    form.dispatchEvent(new CustomEvent("taken", { bubbles: true, detail: told }));
    say("sent");
    sessionStorage.setItem("daiban.sent", "yes");
    const next = told ? told.next : response.redirected ? response.url : null;
    if (next) window.location.assign(next);
    else if (!isJson) show(await response.text());
    return;
  }
  if (response.status === 409 && form.dataset.keep) keepWithoutId(form);
  if (isJson) {
    const refusal = await response.json();
    say("refused", refusal.message);
    showErrors(form, refusal.errors);
    goMend(form, refusal.errors);
  } else {
    say("refused");
    show(await response.text());
  }
}

// A refused id is used up for this body: what was typed stays, the next page brings an id of its own.
function keepWithoutId(form) {
  const kept = JSON.parse(localStorage.getItem(slot(form)) ?? "null");
  if (!kept) return;
  kept.values = kept.values.filter(([name]) => !["event_id", "at"].includes(name));
  localStorage.setItem(slot(form), JSON.stringify(kept));
}

function show(html) {
  const main = new DOMParser().parseFromString(html, "text/html").querySelector("main");
  if (!main) return;
  document.querySelector("main").replaceChildren(...main.childNodes);
  document.querySelectorAll("form[data-steps]").forEach(setUpSteps);
  window.scrollTo(0, 0);
  (document.querySelector("main [data-focus]") ?? document.querySelector("main")).focus();
}

document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (form.dataset.forget !== undefined) forgetOld(true); // signing out leaves nothing of anybody on the phone
  if (form.dataset.send === undefined || event.defaultPrevented) return;
  event.preventDefault();
  if (form.dataset.keep) keep(form);
  say("posting");
  try {
    await answered(form, await fetch(form.action, requestOf(form, event.submitter)));
  } catch {
    say("failed");
  }
  rest(form);
});

// One tap: the number is shown in the button, and called. A second tap calls again without asking again.
document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (form.dataset.call === undefined || event.defaultPrevented) return;
  event.preventDefault();
  try {
    const response = await fetch(form.action, {
      method: "POST", headers: { "X-CSRFToken": token, "Content-Type": "application/json" }, body: JSON.stringify(deed(form)),
    });
    const told = await response.json();
    if (!response.ok) throw new Error(told.message);
    const link = document.createElement("a");
    link.className = "btn wide";
    link.href = told.next;
    link.append(...form.querySelector("button").childNodes);
    link.querySelector("[data-words]").textContent = told.phone;
    form.replaceWith(link);
    window.location.assign(told.next);
  } catch (error) {
    say(error instanceof TypeError ? "failed" : "refused", error instanceof TypeError ? "" : error.message);
    rest(form);
  }
});

// A form that leaves the page by itself: it is on its way, no more is claimed.
document.addEventListener("submit", (event) => {
  if (event.target.method === "post" && event.target.dataset.send === undefined && !event.defaultPrevented) say("posting");
});

document.addEventListener("input", (event) => {
  const form = event.target.form;
  if (!form || form.method !== "post") return;
  if (form.dataset.keep) keep(form);
  else say("editing");
});

// ── steps ──────────────────────────────────────────────────────────────────────
function summary(step) {
  const said = step.querySelector("[data-said]");
  if (said) return said.textContent ? [said.textContent] : [];
  const inputs = [...step.querySelectorAll("input,select,textarea")].filter((input) => input.type !== "hidden");
  const ticks = inputs.filter((input) => input.type === "checkbox");
  const chosen = inputs.filter((input) => input.type === "radio" && input.checked)
    .map((input) => input.closest("label").querySelector("span").firstChild.textContent.trim());
  const typed = inputs.filter((input) => !["checkbox", "radio", "file"].includes(input.type) && input.value.trim())
    .map((input) => {
      if (input.type === "number") return `${input.labels[0]?.firstChild.textContent.trim() ?? ""} ${input.value}`;
      return (input.selectedOptions ? input.selectedOptions[0].textContent : input.value).trim().slice(0, 24);
    });
  const ticked = ticks.length ? [`${ticks.filter((input) => input.checked).length}/${ticks.length}`] : [];
  return [...ticked, ...chosen, ...typed].flatMap((words, n) => {
    const dot = document.createElement("span");
    dot.className = "sep";
    dot.textContent = "·";
    return n ? [dot, words] : [words];
  });
}

function setUpSteps(form) {
  const steps = [...form.querySelectorAll(".step")];
  const line = [...form.querySelectorAll(".steps-line i")];
  const button = document.querySelector(`[data-forward][form="${form.id}"]`);
  const words = button?.querySelector("span");
  const last = words?.textContent;
  const openOne = () => steps.findIndex((step) => step.querySelector("details").open);

  function draw() {
    const now = openOne();
    if (words) words.textContent = (now >= 0 && now < steps.length - 1 && steps[now].dataset.next) || last;
    steps.forEach((step, n) => {
      if (line[n]) line[n].className = n === now ? "n" : step.dataset.state === "done" ? "d" : "";
    });
    form.dispatchEvent(new CustomEvent("step", { bubbles: true, detail: { now, all: steps.length } }));
  }
  steps.forEach((step, n) => step.querySelector("details").addEventListener("toggle", (event) => {
    if (event.target.open) {
      steps.filter((other) => other !== step).forEach((other) => { other.querySelector("details").open = false; });
    } else {
      step.querySelector("[data-sum]").replaceChildren(...summary(step));
      if (openOne() > n) step.dataset.state = "done";
    }
    draw();
  }));
  button?.addEventListener("click", (event) => {
    const now = openOne();
    const wrong = now >= 0 && [...steps[now].querySelectorAll("input,select,textarea")].find((input) => !input.checkValidity());
    if (wrong) {
      event.preventDefault();
      wrong.reportValidity();
    } else if (now >= 0 && now < steps.length - 1) {
      event.preventDefault();
      steps[now].dataset.state = "done";
      steps[now + 1].querySelector("details").open = true;
      steps[now].querySelector("details").open = false;
      if (form.dataset.keep) keep(form);
      steps[now + 1].querySelector("summary").focus();
      steps[now + 1].scrollIntoView({ block: "start" });
    }
  });
  const opened = openOne(); // what was recalled may have a later step open: those before it are done
  steps.slice(0, Math.max(opened, 0)).forEach((step) => {
    step.dataset.state = "done";
    step.querySelector("[data-sum]").replaceChildren(...summary(step));
  });
  draw();
}

// ── at the start ───────────────────────────────────────────────────────────────
forgetOld(false);
if (sessionStorage.getItem("daiban.sent")) {
  sessionStorage.removeItem("daiban.sent");
  say("sent");
}
document.querySelectorAll("form[data-keep]").forEach(recall);
document.querySelectorAll("form[data-steps]").forEach(setUpSteps);
