// What every page does: colours, keys, tips, print.  The scripts of single kinds of page follow in
// the same element.  None asks a host for anything, and all write text only as text.
"use strict";

const byId = (id) => document.getElementById(id);
const all = (selector, within = document) => Array.from(within.querySelectorAll(selector));
const clamp = (value, low, high) => Math.min(Math.max(value, low), high);

// ---- Words: a message in the language of the interface, with values for its {}.
const words = JSON.parse(document.querySelector('meta[name="words"]').content);
function _(message, ...values) {
  let text = words[message] ?? message;
  for (const value of values) text = text.replace("{}", () => value);
  return text;
}

// ---- Colours: as the system has them, light, dark; remembered where the browser allows it.
(() => {
  const button = byId("theme");
  const names = { auto: _("Auto"), light: _("Light"), dark: _("Dark") };
  const order = Object.keys(names);
  let theme = "auto";
  try { theme = localStorage.getItem("calltools-theme") || theme; } catch { /* not allowed here */ }
  const show = () => {
    if (!order.includes(theme)) theme = "auto";
    if (theme === "auto") delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = theme;
    button.textContent = names[theme];
    button.setAttribute("aria-label", _("{}: colours", names[theme]));
  };
  button.addEventListener("click", () => {
    theme = order[(order.indexOf(theme) + 1) % order.length];
    try { localStorage.setItem("calltools-theme", theme); } catch { /* not allowed here */ }
    show();
  });
  show();
})();

// ---- Help, and keys: a page adds its own to `keys`; none acts while a field is typed into.
const keys = { "?": () => byId("help").showModal() };
byId("help-button").addEventListener("click", () => byId("help").showModal());
byId("help-close").addEventListener("click", () => byId("help").close());
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || byId("help").open) return;
  const at = event.target;
  if (at.matches("input:not([type=checkbox]), textarea, select, [contenteditable]")) return;
  // A control that has the focus is pressed: by Enter, and by Space unless it is a place in the call.
  if (event.key === "Enter" && at.matches("button, summary, a, input")) return;
  if (event.key === " " && at.matches("button:not(.time), summary, a, input")) return;
  if (!Object.hasOwn(keys, event.key)) return;
  event.preventDefault();
  keys[event.key]();
});

// ---- Tips: what a mark's description says, on hover and on focus, kept inside the window.
(() => {
  const tip = byId("tip");
  let mark = null;
  const show = () => {
    const words = mark && byId(mark.getAttribute("aria-describedby"));
    tip.hidden = !words;
    if (!words) return;
    tip.textContent = words.textContent;
    const box = mark.getBoundingClientRect();
    const below = box.bottom + 8;
    const top = below + tip.offsetHeight < innerHeight ? below : box.top - tip.offsetHeight - 8;
    tip.style.left = `${clamp(box.left, 8, innerWidth - tip.offsetWidth - 8)}px`;
    tip.style.top = `${top}px`;
  };
  for (const type of ["pointerover", "focusin"]) {
    document.addEventListener(type, (event) => {
      mark = event.target.closest("button[aria-describedby]");
      show();
    });
  }
  document.addEventListener("scroll", show, { passive: true });
})();

// ---- Print: what is folded away belongs on paper.  Scripts that move or draw for paper measure
// with the sizes that paper has, which `.paper` gives before the browser itself does.
addEventListener("beforeprint", () => {
  document.documentElement.classList.add("paper");
  for (const fold of all("details")) fold.open = true;
});
addEventListener("afterprint", () => document.documentElement.classList.remove("paper"));

function svg(name, attributes) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  return element;
}

/** Scrolls to what is not in view already; a desk may stick to the top, `cover` to the bottom. */
function bringIntoView(element, cover = null) {
  const box = element.getBoundingClientRect();
  const desk = document.querySelector(".desk")?.getBoundingClientRect();
  const top = desk && desk.top <= 0 && desk.bottom > 0 ? desk.bottom : 0;
  const bottom = cover ? cover.getBoundingClientRect().top - 12 : innerHeight - 80;
  if (box.top > top && box.bottom < bottom) {
    scrollTo({ top: scrollY, behavior: "instant" }); // where an earlier scrolling would still go on
    return;
  }
  const stillness = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const near = Math.abs(box.top) < 2 * innerHeight && !stillness;
  const by = Math.min((box.top + box.bottom - top - bottom) / 2, box.top - top - 12);
  scrollBy({ top: by, behavior: near ? "smooth" : "instant" });
}
