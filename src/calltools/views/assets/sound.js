// ---- Sound: one player for every page.  It plays the page's own sound, the clip that a script element
// holds in base 64 by its id, or what stands at an address.
const canPlay = document.querySelector("#audio, script[data-type]") !== null;
const player = startPlayer();

function startPlayer() {
  const lead = 80; // ms: after a jump an MP3 decoder is silent for two frames, or a word's onset
  const clips = new Map();
  const followers = [];
  const playButton = byId("play");
  let audio = byId("audio");
  let offset = 0; // where in the recording the clip begins that is heard, ms
  let now = 0; // where it is heard, ms of what plays
  let from = 0; // where the last jump went: the lead is heard but not shown
  let frame = 0;
  let until = Infinity; // where what is heard ends, when that was asked for
  if (audio) watch(audio);

  /** The sound of a script element, decoded when first wanted: an hour of sound is a long text. */
  function clip(id) {
    const source = byId(id);
    if (!clips.has(id) && source?.dataset.type) {
      const text = source.textContent;
      const size = 1 << 18;
      const parts = [];
      for (let at = 0; at < text.length; at += size) {
        parts.push(Uint8Array.from(atob(text.slice(at, at + size)), (c) => c.charCodeAt(0)));
      }
      source.remove();
      clips.set(id, watch(new Audio(URL.createObjectURL(new Blob(parts, { type: source.dataset.type })))));
    }
    return clips.get(id);
  }

  function watch(one) {
    for (const type of ["play", "pause", "ended"]) one.addEventListener(type, playing);
    for (const type of ["timeupdate", "seeked"]) one.addEventListener(type, tick);
    one.addEventListener("error", () => {
      if (playButton) playButton.disabled = true;
      if (byId("sound-trouble")) byId("sound-trouble").hidden = false;
    });
    return one;
  }

  function use(name) {
    const next = (name ? clip(name) : audio ?? clip("sound")) ?? byId("audio");
    if (audio && audio !== next) audio.pause();
    audio = next;
    if (audio && name?.includes("/") && audio.getAttribute("src") !== name) audio.src = name;
    atSpeed();
  }

  function atSpeed() {
    if (audio) audio.playbackRate = audio.defaultPlaybackRate = Number(byId("speed")?.value ?? 1);
  }

  function playing() {
    playButton?.setAttribute("aria-label", audio.paused ? _("Play") : _("Pause"));
    if (playButton) playButton.firstElementChild.textContent = audio.paused ? "▶" : "❚❚";
    step();
  }

  function step() {
    tick();
    cancelAnimationFrame(frame);
    if (!audio.paused) frame = requestAnimationFrame(step);
  }

  function tick() {
    if (audio.seeking) return;
    const at = Math.round(audio.currentTime * 1000);
    now = at < from && from - at <= 2 * lead ? from : at;
    if (now >= until) { until = Infinity; audio.pause(); }
    show(false);
  }

  function show(jumped) {
    if (byId("clock")) byId("clock").textContent = clockText(offset + now);
    for (const follow of followers) follow(offset + now, jumped);
  }

  function seek(ms) {
    now = from = Math.max(0, Math.round(ms));
    if (audio) audio.currentTime = Math.max(0, now - lead) / 1000;
    show(true);
  }

  // A browser may refuse to play before the reader has touched the page; then it stays paused.
  const start = () => audio?.play().catch(() => {});
  function toggle() {
    until = Infinity;
    use();
    if (!audio?.src) hear(document.querySelector("article.on button.time"));
    else if (audio.paused) start();
    else audio.pause();
  }

  playButton?.addEventListener("click", toggle);
  byId("back")?.addEventListener("click", () => seek(now - 3000));
  byId("forward")?.addEventListener("click", () => seek(now + 3000));
  byId("speed")?.addEventListener("change", atSpeed);
  if (byId("sound")) setTimeout(() => { use(); if (now) seek(now); }); // after the first paint
  if (canPlay) keys[" "] = toggle;

  return {
    seek,
    toggle,
    now: () => now,
    isPlaying: () => Boolean(audio && !audio.paused),
    /** Has `follow` called with the ms of the recording, and whether it was gone to. */
    follow: (follow) => followers.push(follow),
    /** Plays from `ms` of a sound (of none: of the page's own) to `end`, and then is silent. */
    playFrom(ms, end = Infinity, sound = "", begins = 0) {
      use(sound);
      if (!audio) { seek(ms); return; }
      offset = begins;
      until = end;
      seek(ms);
      start();
    },
  };
}

/** Plays what an element names: its `data-play` or `data-ms`, to its `data-end`, of `data-sound`. */
function hear(element) {
  const { play, ms, end, sound, offset } = element?.dataset ?? {};
  if (play ?? ms) player.playFrom(Number(play ?? ms), end ? Number(end) : Infinity, sound, Number(offset ?? 0));
}

/** 75430 ms as 1:15.4, or 1:15 */
function clockText(ms, tenths = true) {
  const two = (n) => String(n).padStart(2, "0");
  const seconds = Math.floor(Math.max(0, ms) / 1000);
  const minutes = Math.floor(seconds / 60);
  const front = minutes < 60 ? minutes : `${Math.floor(minutes / 60)}:${two(minutes % 60)}`;
  return `${front}:${two(seconds % 60)}${tenths ? `.${Math.floor((Math.max(0, ms) % 1000) / 100)}` : ""}`;
}

// ---- What is heard lights up: words, turns, rows and bars that say from when to when they are.  The text
// follows until the reader scrolls away.
let timed = [];
function findTimed() {
  timed = all("[data-from][data-to]").map((element) => [Number(element.dataset.from), Number(element.dataset.to), element]);
}
findTimed();

{
  let lit = [];
  let follows = true;
  player.follow((ms, jumped) => {
    if (jumped) follows = true;
    const now = timed.filter(([from, to]) => from <= ms && ms < to).map(([, , element]) => element);
    if (now.length === lit.length && now.every((element, i) => element === lit[i])) return;
    for (const element of lit) {
      element.classList.remove("heard");
      element.removeAttribute("aria-current");
    }
    const place = now.findLast((element) => element.matches(".turn, .pair"));
    if (place && !lit.includes(place) && follows && player.isPlaying() && byId("follow")?.checked) bringIntoView(place);
    for (const element of now) element.classList.add("heard");
    for (const turn of now.filter((element) => element.matches(".turn"))) turn.setAttribute("aria-current", "true");
    lit = now;
  });
  for (const type of ["wheel", "touchmove"]) addEventListener(type, () => { follows = false; }, { passive: true });
  byId("follow")?.addEventListener("change", () => { follows = true; });
}
