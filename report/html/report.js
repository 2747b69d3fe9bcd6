"use strict";
// The report works without this. It searches lists, unpacks what the page keeps
// packed, copies values, and unfolds what matters on paper. Markup is made in one
// place, parse(), out of what the program that wrote the page rendered itself.
(() => {
  const policy = window.trustedTypes && trustedTypes.createPolicy("lamproom", { createHTML: s => s });
  const all = (css, root = document) => Array.from(root.querySelectorAll(css));
  const said = document.getElementById("said");
  const say = text => { said.textContent = ""; setTimeout(() => { said.textContent = text; }, 50); };

  function parse(markup) {
    const t = document.createElement("template");
    t.innerHTML = policy ? policy.createHTML(markup) : markup;
    return Array.from(t.content.children);
  }

  async function unpack(script) {
    const raw = Uint8Array.from(atob(script.textContent), c => c.charCodeAt(0));
    const stream = new Blob([raw]).stream().pipeThrough(new DecompressionStream("gzip"));
    return new Response(stream).text();
  }

  const PAGE = 200;

  class List {
    constructor(root) {
      this.root = root;
      this.name = root.dataset.list;
      this.rows = Array.from(root.children); // by index, as far as they were needed
      this.static = this.rows.length;
      this.blocks = all(`script.block[data-list="${this.name}"]`).map(s => ({ script: s, from: +s.dataset.from, to: +s.dataset.to }));
      this.packed = document.querySelector(`script.index[data-list="${this.name}"]`);
      this.total = this.blocks.length ? this.blocks[this.blocks.length - 1].to : this.static;
      this.fit = null; // indices that fit the filter; null: all
      this.shown = this.static;
      this.turn = 0;
      this.button = document.querySelector(`button[data-more="${this.name}"]`);
      if (this.button) this.button.addEventListener("click", () => this.grow().catch(failed));
      this.tell();
    }

    // keys is what the search looks at, by index.
    async keys() {
      if (this.index) return this.index;
      if (this.packed) {
        this.index = JSON.parse(await unpack(this.packed));
      } else {
        this.index = this.rows.map(e => ({
          i: e.id, f: e.dataset.facet, t: (e.dataset.tags || "").split(" "), w: e.textContent.toLowerCase(), v: e.dataset.value, d: e.dataset.spoilt,
        }));
      }
      return this.index;
    }

    async row(i) {
      if (!this.rows[i]) {
        const b = this.blocks.find(b => i >= b.from && i < b.to);
        parse(await unpack(b.script)).forEach((e, k) => { this.rows[b.from + k] = e; ready(e); });
      }
      return this.rows[i];
    }

    at(k) { return this.fit ? this.fit[k] : k; }
    matching() { return this.fit ? this.fit.length : this.total; }

    async show(n) {
      const turn = ++this.turn;
      const rows = [];
      for (let k = 0; k < Math.min(n, this.matching()); k++) rows.push(await this.row(this.at(k)));
      if (turn !== this.turn) return; // a later search overtook this one
      this.root.replaceChildren(...rows);
      this.shown = rows.length;
      this.tell();
    }

    async grow() {
      const turn = this.turn;
      const rows = [], to = Math.min(this.shown + PAGE, this.matching());
      for (let k = this.shown; k < to; k++) rows.push(await this.row(this.at(k)));
      if (turn !== this.turn) return;
      this.root.append(...rows);
      this.shown = to;
      this.tell();
    }

    async filter(test) {
      const keys = await this.keys();
      this.fit = test ? keys.map((_, i) => i).filter(i => test(keys[i])) : null;
      await this.show(Math.max(PAGE, this.static));
    }

    tell() {
      const left = this.matching() - this.shown;
      if (this.button) {
        this.button.closest(".more").classList.toggle("done", left <= 0);
        this.button.textContent = this.button.dataset.text.replace("{n}", Math.min(PAGE, left));
        const note = document.querySelector(`[data-left="${this.name}"]`);
        note.textContent = note.dataset.text.replace("{n}", left);
      }
      const status = document.querySelector(`[data-status="${this.name}"]`);
      if (status) status.textContent = status.dataset.text.replace("{shown}", this.shown).replace("{matching}", this.matching()).replace("{total}", this.total);
    }

    async find(id) {
      if (!this.blocks.length) return null;
      const i = (await this.keys()).findIndex(k => k.i === id);
      if (i < 0) return null;
      const e = await this.row(i);
      if (!e.isConnected) this.root.append(e);
      return e;
    }
  }

  const failed = () => say(said.dataset.unpack);
  const ready = root => all(".js", root).forEach(e => { e.hidden = false; });

  const lists = new Map(all("[data-list].rows").map(e => [e.dataset.list, new List(e)]));

  for (const form of all("form[data-filter]")) {
    const list = lists.get(form.dataset.filter);
    let wait;
    const search = () => {
      const data = new FormData(form);
      const boxes = all('input[name="facet"]', form);
      const facets = boxes.length ? new Set(data.getAll("facet")) : data.get("facet") ? new Set([data.get("facet")]) : null;
      const tag = data.get("tag") || "";
      const words = (data.get("words") || "").toLowerCase().split(/\s+/).filter(Boolean);
      const every = (!facets || boxes.length === facets.size && boxes.length > 0) && !tag && !words.length;
      list.filter(every ? null : k => (!facets || facets.has(k.f)) && (!tag || (k.t || []).includes(tag)) && words.every(w => (k.w || "").includes(w))).catch(failed);
    };
    form.addEventListener("submit", e => { e.preventDefault(); search(); });
    form.addEventListener("input", () => { clearTimeout(wait); wait = setTimeout(search, 120); });
  }

  async function copy(text) {
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      const area = document.createElement("textarea");
      area.value = text;
      area.className = "vh";
      document.body.append(area);
      area.select();
      const done = document.execCommand("copy");
      area.remove();
      if (!done) { say(said.dataset.failed); return false; }
    }
    say(said.dataset.copied);
    return true;
  }

  document.addEventListener("click", async event => {
    const b = event.target.closest("button");
    if (!b) return;
    const d = b.dataset;
    let text;
    if (d.copy !== undefined) text = d.copy;
    if (d.copylist) {
      const list = lists.get("indicators"), keys = await list.keys();
      const fit = list.fit ? list.fit.map(i => keys[i]) : keys;
      text = fit.map(k => d.copylist === "plain" ? k.v : k.d).join("\n");
    }
    if (text !== undefined && await copy(text)) {
      b.classList.add("copied");
      setTimeout(() => b.classList.remove("copied"), 1200);
    }
    if (d.open || d.close) {
      for (const e of all("details.finding", lists.get(d.open || d.close).root)) e.open = !!d.open;
    }
  });

  // A link to a finding unfolds it, and unpacks it first if it must.
  async function follow() {
    let id;
    try { id = decodeURIComponent(location.hash.slice(1)); } catch { return; }
    if (!id) return;
    let e = document.getElementById(id);
    for (const list of lists.values()) {
      if (e) break;
      const i = list.rows.findIndex(r => r && r.id === id); // filtered out
      if (i >= 0) {
        e = list.rows[i];
        list.root.append(e);
      } else {
        e = await list.find(id).catch(() => null);
      }
    }
    if (!e) return;
    for (let up = e; up; up = up.parentElement) if (up.tagName === "DETAILS") up.open = true;
    e.scrollIntoView({ block: "start" });
    const target = e.querySelector("summary") || e;
    if (target === e) e.tabIndex = -1;
    target.focus({ preventScroll: true });
  }
  addEventListener("hashchange", follow);

  addEventListener("beforeprint", () => {
    for (const e of all("details[data-print]:not([open])")) { e.open = true; e.classList.add("printed"); }
  });
  addEventListener("afterprint", () => {
    for (const e of all("details.printed")) { e.open = false; e.classList.remove("printed"); }
  });

  ready(document);
  follow();
})();
