/* feedpub: generated. <feedpub-feed src="feed.json" limit="5" heading-level="2">what stands here until it is loaded</feedpub-feed> */
(() => {
  if (customElements.get("feedpub-feed")) return;

  const patience = 10_000; // milliseconds that a server has for its answer
  const style = new CSSStyleSheet();
  style.replaceSync(`
    :host { display: block; overflow-wrap: anywhere; color: var(--feedpub-color, inherit); font: var(--feedpub-font, inherit); }
    [part=title] { margin: 0 0 .5em; font-size: var(--feedpub-title-size, 1.25em); line-height: 1.3; }
    ul { list-style: none; margin: 0; padding: 0; }
    li { padding: var(--feedpub-gap, .5em) 0; border-top: var(--feedpub-rule, 1px solid currentColor); }
    a { color: var(--feedpub-link-color, inherit); }
    [part=link], [part=date] { display: block; unicode-bidi: isolate; }
    [part=date] { font-size: .875em; }
  `);

  /** Text on one line, of bounded length, without characters that turn the direction of what follows. */
  const plain = (value, most = 300) => {
    if (typeof value !== "string") return "";
    const text = value.slice(0, most * 4).replace(/[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\s]+/g, " ").trim();
    return text.length > most ? `${text.slice(0, most).replace(/[\ud800-\udbff]$/, "")}…` : text;
  };
  /** An http or https address, or nothing. */
  const web = (value, base) => {
    if (typeof value !== "string" || value.length > 8000) return null;
    try {
      const url = new URL(value, base);
      return /^https?:$/.test(url.protocol) ? url.href : null;
    } catch {
      return null;
    }
  };
  const language = (value) => (/^[a-z]{2,8}(-[a-z0-9]{1,8})*$/i.test(value) ? value : null);
  const whole = (value, least, most, otherwise) => {
    const number = Number.parseInt(value, 10);
    return number >= least ? Math.min(number, most) : otherwise;
  };
  const make = (name, attributes, ...inside) => {
    const element = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) if (value) element.setAttribute(key, value);
    element.append(...inside);
    return element;
  };
  const anchor = (url, part, text) =>
    url ? make("a", { href: url, part, rel: "noopener noreferrer", dir: "auto" }, text) : make("span", { part, dir: "auto" }, text);

  const entry = (item, base) => {
    const url = web(item.url, base) || web(item.external_url, base);
    const title = plain(item.title) || plain(item.summary) || plain(item.content_text) || url;
    if (!title) return null;
    const made = make("li", { part: "entry", lang: language(item.language) }, anchor(url, "link", title));
    const day = /^\d{4}-\d{2}-\d{2}/.exec(item.date_published);
    if (day && !Number.isNaN(Date.parse(item.date_published))) {
      made.append(make("time", { part: "date", datetime: item.date_published.slice(0, 40) }, day[0]));
    }
    return made;
  };

  class FeedpubFeed extends HTMLElement {
    static observedAttributes = ["src", "limit", "heading-level"];
    #root = this.attachShadow({ mode: "open" });
    #loading = null;

    constructor() {
      super();
      this.#root.adoptedStyleSheets = [style];
      this.#root.append(document.createElement("slot"));
    }
    connectedCallback() {
      this.#load();
    }
    disconnectedCallback() {
      this.#loading?.abort();
    }
    attributeChangedCallback() {
      if (this.isConnected) this.#load();
    }

    async #load() {
      this.#loading?.abort();
      const loading = (this.#loading = new AbortController());
      await null; // attributes that are set together load once
      if (loading.signal.aborted) return;
      const late = new DOMException("no answer within ten seconds", "TimeoutError");
      const timer = setTimeout(() => loading.abort(late), patience);
      const src = web(this.getAttribute("src"), document.baseURI);
      try {
        if (!src) throw new TypeError("src is no http or https address");
        const answer = await fetch(src, { signal: loading.signal, credentials: "omit", referrerPolicy: "no-referrer" });
        if (!answer.ok) throw new Error(`${answer.status} ${answer.statusText}`);
        const feed = await answer.json();
        if (loading.signal.aborted) return;
        this.#show(feed, src);
        this.dispatchEvent(new CustomEvent("feedpub:load"));
      } catch (error) {
        if (loading.signal.aborted && loading.signal.reason !== late) return;
        this.#root.replaceChildren(document.createElement("slot"));
        this.dispatchEvent(new CustomEvent("feedpub:error", { detail: error }));
      } finally {
        clearTimeout(timer);
      }
    }

    #show(feed, src) {
      if (!Array.isArray(feed?.items)) throw new TypeError("not a JSON Feed");
      const most = whole(this.getAttribute("limit"), 1, 100, 5);
      const level = whole(this.getAttribute("heading-level"), 1, 6, 2);
      const title = plain(feed.title) || "Feed";
      const heading = make(`h${level}`, { part: "title", id: "title" }, anchor(web(feed.home_page_url, src), "title-link", title));
      const list = make("ul", { part: "list", role: "list" });
      for (const item of feed.items.slice(0, 1000)) {
        if (list.childElementCount === most) break;
        const made = item && entry(item, src);
        if (made) list.append(made);
      }
      const lang = language(feed.language);
      this.#root.replaceChildren(make("section", { part: "feed", lang, "aria-labelledby": "title" }, heading, list));
    }
  }
  customElements.define("feedpub-feed", FeedpubFeed);
})();
