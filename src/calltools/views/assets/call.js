// ---- A call: one position in time, which the sound, the picture and the text follow.
const callData = byId("call-data");
if (callData) startCall(JSON.parse(callData.textContent));

function startCall(data) {
  const turns = data.turns.map(([start, end, words]) => ({ start, end, words }));
  const statements = data.statements.map(([turn, start, anchor]) => ({ turn, start, anchor }));
  const timed = [...turns.keys()].filter((i) => turns[i].start !== null && turns[i].end !== null);
  timed.sort((a, b) => turns[a].start - turns[b].start);
  const longest = Math.max(0, ...timed.map((i) => turns[i].end - turns[i].start));
  const inOrder = [...statements.keys()].sort((a, b) => statements[a].turn - statements[b].turn
    || statements[a].start - statements[b].start);
  const stops = { // what the keys go through, in the order of the page
    turn: turns.map(({ start }, index) => ({ id: `t${index}`, turn: index, start })),
    statement: inOrder.map((index) => ({ id: statements[index].anchor, turn: statements[index].turn, start: statements[index].start })),
    warning: all(".turn.flagged, .gap-line.gap-speech_without_text, .gap-line.gap-unheard").map((element) => {
      const start = element.id ? turns[Number(element.id.slice(1))].start : element.dataset.ms;
      return { id: element.id || null, element, start: start === null ? null : Number(start) };
    }),
  };
  const place = { turn: -1, statement: -1, warning: -1 }; // the stop last reached
  const bars = new Map(all(".bar[data-turn]").map((bar) => [Number(bar.dataset.turn), bar]));
  const playButton = byId("play");
  const followBox = byId("follow");
  const lead = 80; // ms: after a jump an MP3 decoder is silent for two frames, or a word's onset
  let now = 0;
  let from = 0; // where the last jump went: the lead is heard but not shown
  let followed = true; // until the reader scrolls away
  let until = Infinity; // where what is heard ends, when that was asked for
  let litTurns = [];
  let litWords = [];
  const sound = loadSound();
  const picture = startPicture();

  function loadSound() {
    const source = byId("sound");
    const audio = byId("sound-file") ?? (source && embeddedSound(source, () => { if (now) seek(now); }));
    if (!audio) return null;
    for (const type of ["play", "pause", "ended"]) audio.addEventListener(type, playing);
    audio.addEventListener("error", () => {
      playButton.disabled = true;
      byId("sound-trouble").hidden = false;
    });
    return audio;
  }

  function playing() {
    if (sound.ended) from = 0;
    playButton.setAttribute("aria-label", sound.paused ? _("Play") : _("Pause"));
    playButton.firstElementChild.textContent = sound.paused ? "▶" : "❚❚";
    if (!sound.paused) requestAnimationFrame(step);
  }

  function step() {
    if (sound.paused) return;
    if (!sound.seeking) now = clamp(Math.round(sound.currentTime * 1000), from, data.duration);
    if (now >= until) { until = Infinity; sound.pause(); }
    draw();
    requestAnimationFrame(step);
  }

  // A browser may refuse to play before the reader has touched the page; then it stays paused.
  function play() { if (sound) sound.play().catch(() => {}); }
  function toggle() { until = Infinity; if (sound && sound.paused) play(); else if (sound) sound.pause(); }

  function seek(ms) {
    if (!data.duration) return;
    now = clamp(Math.round(ms), 0, data.duration);
    from = now;
    if (sound) sound.currentTime = Math.max(0, now - lead) / 1000;
    followed = true;
    draw();
  }

  // -- The text follows

  /** Turns in which `now` lies, the latest begun first. */
  function spoken() {
    let low = 0;
    let high = timed.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (turns[timed[middle]].start <= now) low = middle + 1; else high = middle;
    }
    const found = [];
    for (let i = low - 1; i >= 0 && now - turns[timed[i]].start <= longest; i -= 1) {
      if (now < turns[timed[i]].end) found.push(timed[i]);
    }
    return found;
  }

  function draw() {
    const found = spoken();
    if (found.join() !== litTurns.join()) {
      for (const index of litTurns) lightTurn(index, false);
      for (const index of found) lightTurn(index, true);
      litTurns = found;
      if (found.length && sound && !sound.paused && followed && followBox.checked) {
        const element = byId(`t${found[0]}`);
        if (element) bringIntoView(element);
      }
    }
    const words = found.flatMap((index) => wordsAt(index));
    if (words.length !== litWords.length || words.some((w, i) => w !== litWords[i])) {
      for (const word of litWords) word.classList.remove("on");
      for (const word of words) word.classList.add("on");
      litWords = words;
    }
    for (const kind of Object.keys(stops)) {
      place[kind] = stops[kind].findLastIndex(({ start }) => start !== null && start <= now);
    }
    if (picture) picture.draw();
  }

  function lightTurn(index, on) {
    const element = byId(`t${index}`);
    element?.classList.toggle("on", on);
    if (on) element?.setAttribute("aria-current", "true"); else element?.removeAttribute("aria-current");
    bars.get(index)?.classList.toggle("on", on);
  }

  function wordsAt(index) {
    const spoken = turns[index].words.findIndex(([start, end]) => start !== null && start <= now && now < end);
    const element = byId(`t${index}`);
    return spoken < 0 || !element ? [] : all(`[data-w="${spoken}"]`, element);
  }

  // -- Going to places

  function go(kind, to) {
    const stop = stops[kind][to];
    if (!stop) return;
    const element = stop.element ?? byId(stop.id);
    if (!element) { // of another stretch of a long call
      location.assign(`?turn=${stop.turn}#${stop.id}`);
      return;
    }
    if (stop.start !== null) seek(stop.start);
    place[kind] = to;
    if (kind === "statement") lightStatement(element);
    bringIntoView(element);
    (element.matches("[tabindex]") ? element : element.querySelector("button.time, a.number"))?.focus({ preventScroll: true });
  }

  /** One stop on or back; back from the middle of a stop goes to its beginning, as players do. */
  function goBy(kind, by) {
    const here = stops[kind][place[kind]];
    const midway = here && here.start !== null && now - here.start > 1500;
    go(kind, by < 0 && midway ? place[kind] : place[kind] + by);
  }

  function goTurn(index) { go("turn", index); }
  function goStatement(index) { go("statement", inOrder.indexOf(index)); }

  function lightStatement(element) {
    for (const other of all(".notes .on, .marks .on")) other.classList.remove("on");
    const index = statements.findIndex(({ anchor }) => anchor === element.id);
    for (const mark of [element, ...all(`a[data-st="${index}"]`)]) mark.classList.add("on");
  }

  function goHash() {
    const id = location.hash.slice(1);
    const turn = /^t(\d+)$/.exec(id);
    const statement = statements.findIndex(({ anchor }) => anchor === id);
    if (turn) goTurn(Number(turn[1]));
    else if (statement >= 0) goStatement(statement);
    else if (id && byId(id)?.matches("article")) bringIntoView(byId(id));
  }

  document.addEventListener("click", (event) => {
    const on = (selector) => event.target.closest(selector);
    if (on("a.number, .flag, form, article.decide, a.small") || !getSelection().isCollapsed) return;
    const timeButton = on("button.time");
    const statement = on("article.st, a[data-st], mark[data-st]");
    const word = on("[data-w]");
    if (timeButton?.dataset.turn) { goTurn(Number(timeButton.dataset.turn)); play(); }
    else if (timeButton?.dataset.ms) { seek(Number(timeButton.dataset.ms)); play(); }
    else if (statement) { event.preventDefault(); goStatement(Number(statement.dataset.st.split(" ")[0])); play(); }
    else if (word) {
      const turn = turns[Number(word.closest(".turn").id.slice(1))];
      const start = turn.words[Number(word.dataset.w)][0] ?? turn.start;
      if (start !== null) seek(start);
    }
  });
  // What is heard from a card: from its beginning to its end, and then silence.
  player = {
    toggle,
    playFrom(ms, end = Infinity) {
      seek(ms);
      until = end;
      play();
    },
  };
  const kept = `place ${location.pathname}`; // a page that is loaded again after a correction goes on there
  try { if (byId("sound-file")) seek(Number(sessionStorage.getItem(kept) ?? 0)); } catch { /* not allowed here */ }
  addEventListener("pagehide", () => {
    try { if (byId("sound-file")) sessionStorage.setItem(kept, String(now)); } catch { /* not allowed here */ }
  });
  for (const type of ["wheel", "touchmove"]) {
    addEventListener(type, () => { followed = false; }, { passive: true });
  }
  addEventListener("hashchange", goHash);

  // -- The picture follows

  const waves = document.querySelector("svg[data-peaks]");
  if (waves) {
    fetch(waves.dataset.peaks).then((answer) => answer.json()).then(({ path, peaks }) => {
      waves.setAttribute("viewBox", `0 -1.05 ${Math.max(peaks - 1, 1)} 2.1`);
      waves.querySelector("path").setAttribute("d", path);
    }).catch(() => { /* the picture has its lanes */ });
  }

  function startPicture() {
    const frame = byId("timeline");
    if (!frame) return null;
    const rows = byId("rows");
    const axis = byId("axis");
    const playhead = byId("playhead");
    const closest = Math.max(1, data.duration / 10000); // ten seconds fill the width
    let zoom = 1;

    const clockText = (ms, tenths) => {
      const two = (n) => String(n).padStart(2, "0");
      const seconds = Math.floor(ms / 1000);
      const minutes = Math.floor(seconds / 60);
      const front = minutes < 60 ? minutes : `${Math.floor(minutes / 60)}:${two(minutes % 60)}`;
      return `${front}:${two(seconds % 60)}${tenths ? `.${Math.floor((ms % 1000) / 100)}` : ""}`;
    };

    function drawPicture() {
      const width = axis.getBoundingClientRect().width;
      const x = (now / data.duration) * width;
      playhead.style.transform = `translateX(${x}px)`;
      byId("clock").textContent = clockText(now, true);
      const seen = frame.clientWidth - rows.querySelector(".label").offsetWidth;
      if (zoom > 1 && (x < frame.scrollLeft || x > frame.scrollLeft + seen)) {
        frame.scrollLeft = x - seen / 5;
      }
    }

    function setZoom(wanted) {
      zoom = clamp(wanted, 1, closest);
      rows.style.setProperty("--zoom", zoom);
      drawTicks();
      const x = (now / data.duration) * axis.getBoundingClientRect().width;
      frame.scrollLeft = x - frame.clientWidth / 3;
      drawPicture();
    }

    function drawTicks() {
      const width = axis.getBoundingClientRect().width;
      const steps = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600].map((s) => s * 1000);
      const step = steps.find((s) => (s / data.duration) * width >= 64) ?? steps.at(-1);
      const make = (name, attributes) => {
        const element = document.createElementNS("http://www.w3.org/2000/svg", name);
        for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
        return element;
      };
      const ticks = [];
      for (let ms = 0; ms < data.duration * (1 - 40 / width); ms += step) { // none cut off at the end
        const x = `${(100 * ms) / data.duration}%`;
        const text = make("text", { x, y: 12, dx: 4 });
        text.textContent = clockText(ms, false);
        ticks.push(make("line", { x1: x, x2: x, y1: 2, y2: 26 }), text);
      }
      axis.replaceChildren(...ticks);
    }

    frame.addEventListener("click", (event) => {
      if (event.target.closest("a, .label")) return;
      const box = axis.getBoundingClientRect();
      seek(((event.clientX - box.left) / box.width) * data.duration);
    });
    byId("zoom-in").addEventListener("click", () => setZoom(zoom * 1.6));
    byId("zoom-out").addEventListener("click", () => setZoom(zoom / 1.6));
    byId("zoom-fit").addEventListener("click", () => setZoom(1));
    keys["+"] = keys["="] = () => setZoom(zoom * 1.6);
    keys["-"] = () => setZoom(zoom / 1.6);
    keys["0"] = () => setZoom(1);
    new ResizeObserver(() => { drawTicks(); drawPicture(); }).observe(frame);
    return { draw: drawPicture };
  }

  // -- Controls and keys

  if (sound) {
    playButton.addEventListener("click", toggle);
    byId("back").addEventListener("click", () => seek(now - 3000));
    byId("forward").addEventListener("click", () => seek(now + 3000));
    byId("speed").addEventListener("change", (event) => { sound.playbackRate = Number(event.target.value); });
    followBox.addEventListener("change", () => { followed = true; });
    keys[" "] = toggle;
  }
  keys.ArrowLeft = () => seek(now - 3000);
  keys.ArrowRight = () => seek(now + 3000);
  const steps = [["turn", ["ArrowDown", "j"], ["ArrowUp", "k"]], ["statement", ["n"], ["p"]], ["warning", ["w", "f"], ["W", "F"]]];
  for (const [kind, onward, back] of steps) {
    for (const key of onward) keys[key] = () => goBy(kind, 1);
    for (const key of back) keys[key] = () => goBy(kind, -1);
  }
  goHash();
}
