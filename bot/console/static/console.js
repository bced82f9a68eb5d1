// Comfort only: every page works without this file.
"use strict";

const typing = (element) => element.matches("input:not([type=checkbox]), textarea, select");

// Keys: j and k walk the list, a letter presses the button or enters the field that names it.
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey || typing(event.target)) return;
  const key = event.key.toLowerCase();
  if (key === "j" || key === "k") {
    const rows = [...document.querySelectorAll("[data-row]")];
    const next = rows.indexOf(document.activeElement) + (key === "j" ? 1 : -1);
    rows[Math.max(0, Math.min(rows.length - 1, next))]?.focus();
    return;
  }
  const target = [...document.querySelectorAll("[data-key]")].find((element) => element.dataset.key === key);
  if (!target) return;
  event.preventDefault();
  if (typing(target)) target.focus();
  else if (target.matches("summary, h3")) enter(target);
  else target.click();
});

// Open the form under a heading and put the cursor into its first empty field.
function enter(heading) {
  for (let box = heading.closest("details"); box; box = box.parentElement.closest("details")) box.open = true;
  const fields = [...heading.parentElement.querySelectorAll("form :is(textarea, select, input:not([type=hidden]))")];
  (fields.find((field) => !field.value) ?? fields[0] ?? heading.parentElement.querySelector("form button"))?.focus();
}

for (const button of document.querySelectorAll("[data-print]")) button.addEventListener("click", () => window.print());

// A legal basis of the procedure is added to the field by a touch.
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-add]");
  const field = button?.form.elements[button.dataset.add];
  if (!field || field.value.includes(button.textContent)) return;
  field.value = [field.value.trim(), button.textContent].filter(Boolean).join("; ");
});

// A form is sent once, and asks first where that matters.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.dataset.ask && !window.confirm(form.dataset.ask)) {
    event.preventDefault();
    return;
  }
  if (form.method !== "post") return;
  if (form.dataset.sent) event.preventDefault();
  form.dataset.sent = "yes";
});

// Leaving a page with text that was typed and not sent is asked about.
window.addEventListener("beforeunload", (event) => {
  const unsaved = [...document.querySelectorAll("form[data-keep]:not([data-sent]) textarea")];
  if (unsaved.some((field) => field.value !== field.defaultValue)) event.preventDefault();
});

// Back from the browser's cache: forms may be sent again.
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("[data-sent]")) delete form.dataset.sent;
});

// On a telephone the list comes before the filters.
if (window.matchMedia("(max-width: 44rem)").matches) {
  for (const box of document.querySelectorAll("details[data-fold]")) box.open = false;
}

for (const field of document.querySelectorAll("input.link")) field.addEventListener("focus", () => field.select());
