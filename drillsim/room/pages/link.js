// The connection of a screen: it comes back by itself, and what it sends is not lost on the way.

const WAITS = [500, 1000, 2000, 3500, 5000]; // milliseconds before another attempt
const SILENCE = 4000; // milliseconds without a word (the clock comes ten times a second) after which a line is dead
const UNKNOWN = 4401, CROWDED = 4429;

/** A name that no other order has. randomUUID is missing on http:// addresses other than this machine. */
function identity() {
  if (crypto.randomUUID) return crypto.randomUUID();
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/**
 * `on` has `scene`, `view`, `clock` for what the server sends, and `state` for
 * 'connecting', 'open', 'lost', 'crowded' (no place for another screen) and 'unknown'.
 */
export class Link {
  constructor(screen, key, language, on) {
    Object.assign(this, { screen, key, language, on, attempts: 0, waiting: new Map(), heard: 0, timer: 0 });
    addEventListener("online", () => this.open());
    addEventListener("pagehide", () => clearInterval(this.watch));
    this.watch = setInterval(() => this.listen(), 1000);
    this.open();
  }

  open() {
    clearTimeout(this.timer);
    if (this.socket && this.socket.readyState <= WebSocket.OPEN && this.ready) return;
    this.drop();
    this.on.state(this.attempts ? "lost" : "connecting");
    const socket = new WebSocket(`${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/ws`);
    this.socket = socket;
    this.heard = Date.now();
    socket.addEventListener("open", () => socket.send(JSON.stringify({ screen: this.screen, key: this.key, language: this.language })));
    socket.addEventListener("message", (event) => socket === this.socket && this.take(JSON.parse(event.data)));
    socket.addEventListener("close", (event) => socket === this.socket && this.closed(event.code));
  }

  drop() {
    const socket = this.socket;
    this.socket = null;
    this.ready = false;
    if (socket) socket.close();
  }

  closed(code) {
    this.drop();
    if (code === UNKNOWN) {
      clearInterval(this.watch);
      this.on.state("unknown");
      return;
    }
    const isCrowded = code === CROWDED;
    const wait = isCrowded ? WAITS.at(-1) : WAITS[Math.min(this.attempts, WAITS.length - 1)];
    this.attempts += 1;
    this.on.state(isCrowded ? "crowded" : "lost");
    this.timer = setTimeout(() => this.open(), wait);
  }

  /** A line that has gone silent is as good as closed, whatever the network says. */
  listen() {
    if (this.socket && Date.now() - this.heard > SILENCE) this.closed(0);
  }

  take(content) {
    this.heard = Date.now();
    if (!this.ready) {
      this.ready = true;
      this.attempts = 0;
      this.on.state("open");
      for (const [id, one] of this.waiting) this.put({ id, order: one.order }); // the server does each only once
    }
    if ("scene" in content) this.on.scene(content.scene);
    if ("view" in content) this.on.view(content.view);
    if ("clock" in content) this.on.clock(content.clock);
    if ("done" in content) this.settle(content.done, true, "");
    if ("refused" in content) this.settle(content.refused, false, content.why);
  }

  settle(id, done, why) {
    const one = this.waiting.get(id);
    if (!one) return;
    this.waiting.delete(id);
    one.settled({ done, why });
    this.on.state("open");
  }

  put(content) {
    if (this.ready && this.socket.readyState === WebSocket.OPEN) this.socket.send(JSON.stringify(content));
  }

  /** Give an order; the promise comes to {done, why}. */
  order(order) {
    return new Promise((settled) => {
      const id = identity();
      this.waiting.set(id, { order, settled });
      this.put({ id, order });
    });
  }

  speak(language) {
    this.language = language;
    this.put({ language });
  }
}
