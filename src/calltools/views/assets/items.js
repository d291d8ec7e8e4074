// ---- Things to look at beside the text they were found in: filtered, stepped through, heard.
// An item is an `article.item`; all that belongs to it carries its number in data-item.
const itemList = byId("items") ?? document.querySelector("article.decide")?.closest("main");
const shownItems = itemList ? startItems(itemList) : null;

function startItems(list) {
  const items = () => all("article.item", list); // some are put in the place of others
  const stops = all("[data-stop]"); // what j and k go through
  const filters = all("button[data-kind]");
  const sounds = new Map(); // by the id of the script element that holds one
  const live = Boolean(document.querySelector("article.decide")); // each has its page's player
  const clock = byId("clock");
  const playButton = byId("play");
  let playing = null; // { audio, end } of what is heard or was heard last
  const folds = matchMedia("(min-width: 68rem)"); // room for the place beside the text
  let current = null;
  let unfolded = null; // what was opened with the current item
  let stop = -1;

  // -- Places

  const placesOf = new Map(); // by number
  for (const place of all("[data-item]:not(article)")) {
    for (const number of place.dataset.item.split(" ")) {
      if (!placesOf.has(number)) placesOf.set(number, []);
      placesOf.get(number).push(place);
    }
  }
  const belonging = (item) => {
    const turn = byId(`t${item.dataset.turn}`);
    return [...(placesOf.get(item.dataset.item) ?? []), ...(turn ? [turn] : [])];
  };

  function leave() {
    for (const other of all(".item.on, [data-item].on, .turn.lit")) other.classList.remove("on");
    if (unfolded) unfolded.open = false;
    unfolded = null;
  }

  function go(item, heard = false) {
    if (!item) return;
    leave();
    current = item;
    item.classList.add("on");
    const places = belonging(item);
    for (const place of places) place.classList.add(place.matches(".turn") ? "lit" : "on");
    const fold = folds.matches ? item.querySelector("details:not([open]):not(.means)") : null;
    if (fold) fold.open = true;
    unfolded = fold;
    const floats = getComputedStyle(item).position === "fixed";
    if (places.length) bringIntoView(places[0], floats ? item : null);
    const around = item.closest(".fold");
    const pane = (around ?? document.documentElement).getBoundingClientRect();
    const own = item.getBoundingClientRect();
    if (!around) item.scrollIntoView({ block: "nearest" });
    else if (!floats && (own.top < pane.top || own.bottom > pane.bottom)) {
      around.scrollTop += own.top - pane.top - Math.max(8, (pane.height - own.height) / 4);
    }
    item.focus({ preventScroll: true });
    stop = stops.findIndex((element) => places.some((place) => element.contains(place)));
    if (heard) hear(item.querySelector("button.time"));
  }

  function goBy(by) {
    const open = items().filter((item) => !item.hidden);
    const at = open.indexOf(current);
    go(open[at < 0 && by < 0 ? open.length - 1 : at + by]);
  }

  function goStop(by) {
    const next = stops[clamp(stop + by, 0, stops.length - 1)];
    if (!next) return;
    stop = stops.indexOf(next);
    bringIntoView(next);
    next.focus({ preventScroll: true });
  }

  // -- Filters: none pressed shows all

  function filter() {
    const kinds = filters.filter((b) => b.getAttribute("aria-pressed") === "true").map((b) => b.dataset.kind);
    for (const item of items()) {
      item.hidden = kinds.length > 0 && !item.dataset.kinds.split(" ").some((kind) => kinds.includes(kind));
      for (const place of belonging(item)) place.classList.toggle("muted", item.hidden);
    }
    const open = items().filter((item) => !item.hidden).length;
    if (byId("shown")) byId("shown").textContent = open === items().length ? `${open} shown` : `${open} of ${items().length} shown`;
  }
  for (const button of filters) {
    button.addEventListener("click", () => {
      button.setAttribute("aria-pressed", String(button.getAttribute("aria-pressed") !== "true"));
      filter();
    });
  }

  // -- Sound: one recording for the page, or a clip for each item

  function soundOf(id) {
    const source = byId(id);
    if (!sounds.has(id) && source) {
      const audio = embeddedSound(source, () => audio.dispatchEvent(new Event("embedded")));
      for (const type of ["play", "pause", "ended"]) audio.addEventListener(type, shown);
      sounds.set(id, audio);
    }
    return sounds.get(id);
  }

  /** Plays from the button's data-ms (of the sound) to its data-end, when that is given. */
  function hear(button) {
    if (live) {
      const { ms, end, sound } = button?.dataset ?? {};
      if (ms) player?.playFrom(Number(ms), end ? Number(end) : Infinity, sound);
      return;
    }
    const audio = button && soundOf(button.dataset.sound);
    if (!audio) return;
    if (playing && playing.audio !== audio) playing.audio.pause();
    playing = { audio, end: button.dataset.end ? Number(button.dataset.end) / 1000 : Infinity, from: Number(button.dataset.offset ?? 0) };
    const start = () => {
      audio.currentTime = Number(button.dataset.ms) / 1000;
      audio.play().catch(() => {});
    };
    if (audio.src) start(); else audio.addEventListener("embedded", start, { once: true });
  }

  function shown() {
    if (!playButton || !playing) return;
    const still = playing.audio.paused;
    playButton.setAttribute("aria-label", still ? _("Play") : _("Pause"));
    playButton.firstElementChild.textContent = still ? "▶" : "❚❚";
    if (!still) requestAnimationFrame(step);
  }

  function step() {
    const { audio, end, from } = playing;
    if (audio.currentTime >= end) audio.pause();
    if (clock) clock.textContent = clockText(from + audio.currentTime * 1000);
    light(from + audio.currentTime * 1000);
    if (!audio.paused) requestAnimationFrame(step);
  }

  const timed = all("[data-from][data-to]");
  function light(ms) {
    for (const element of timed) {
      const inside = Number(element.dataset.from) <= ms && ms < Number(element.dataset.to);
      element.classList.toggle("heard", inside);
    }
  }

  function toggle() {
    if (!playing) { hear(byId("sound") ? { dataset: { sound: "sound", ms: "0" } } : current?.querySelector("button.time")); return; }
    if (playing.audio.paused) { playing.end = Infinity; playing.audio.play().catch(() => {}); } else playing.audio.pause();
  }
  playButton?.addEventListener("click", toggle);
  byId("speed")?.addEventListener("change", (event) => {
    for (const audio of sounds.values()) audio.playbackRate = audio.defaultPlaybackRate = Number(event.target.value);
  });

  // -- Clicks and keys

  document.addEventListener("click", (event) => {
    const on = (selector) => event.target.closest(selector);
    const time = on("button.time");
    if (time) { hear(time); return; }
    if (on("a, button, summary, select, form, audio") || !getSelection().isCollapsed) return;
    const mark = on("mark[data-item]");
    const item = mark ? byId(`i${mark.dataset.item.split(" ")[0]}`) : on("article.item");
    if (item) go(item, live && !mark); else if (!live) leave();
  });
  keys.Escape = leave;
  keys.n = () => goBy(1);
  if (stops.length) {
    keys.p = () => goBy(-1);
    keys.j = keys.ArrowDown = () => goStop(1);
    keys.k = keys.ArrowUp = () => goStop(-1);
  } else {
    keys.j = () => goBy(1);
    keys.k = () => goBy(-1);
    keys.p = () => hear(current?.querySelector("button.time"));
  }
  keys.Enter = () => go(current, true);
  if (!live) keys[" "] = toggle;

  // -- Paper: each item stands after the part of the document that it is about

  let onPaper = [];
  addEventListener("beforeprint", () => {
    leave();
    onPaper = items();
    for (const item of onPaper) {
      const place = belonging(item)[0]?.closest(".document .pair, .report > *");
      const group = place && (place.closest(".with-items") ?? grouped(place));
      group?.lastElementChild.append(item);
    }
  });
  addEventListener("afterprint", () => {
    for (const group of all(".with-items")) group.replaceWith(group.firstElementChild);
    list.append(...onPaper);
  });

  /** A new element in place of `place`, which holds it and room for its items. */
  function grouped(place) {
    const group = document.createElement("div");
    group.className = "with-items";
    place.replaceWith(group);
    group.append(place, document.createElement("div"));
    return group;
  }

  // A page that is opened by a link to an item: the browser scrolls to the item, when all is there,
  // and only then can the item's place be brought into view.
  const goHash = () => {
    const item = location.hash && byId(decodeURIComponent(location.hash.slice(1)));
    if (item && item.matches("article.item")) go(item);
  };
  addEventListener("hashchange", goHash);
  addEventListener("load", goHash);
  if (filters.length) filter();
  return {
    go,
    current: () => current,
    /** A card that came in the place of another. */
    replaced: (before, now) => {
      if (current !== before) return;
      current = now;
      now.classList.add("on");
      now.focus({ preventScroll: true });
    },
  };
}

/** 75430 ms as 1:15.4 */
function clockText(ms) {
  const tenths = Math.max(0, Math.floor(ms / 100));
  const minutes = Math.floor(tenths / 600);
  const seconds = String(Math.floor(tenths / 10) % 60).padStart(2, "0");
  const front = minutes < 60 ? minutes : `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, "0")}`;
  return `${front}:${seconds}.${tenths % 10}`;
}
