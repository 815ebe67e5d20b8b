
"use strict";
(() => {
  const form = document.getElementById("tools");
  const table = document.getElementById("records");
  const body = table.tBodies[0];
  // Words typed without diacritics find words with them.
  const plain = (text) => text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").replace(/đ/g, "d");
  const rows = Array.from(body.rows, (row, place) => ({
    row,
    place,
    text: row.textContent.toLowerCase().normalize("NFC"),
    part: document.getElementById(row.querySelector("a").hash.slice(1)),
  }));
  const query = document.getElementById("query");
  const shown = document.getElementById("shown");

  function filter() {
    const words = query.value.toLowerCase().normalize("NFC").split(/\s+/).filter(Boolean);
    const verdicts = new Set(Array.from(form.querySelectorAll("input:checked"), (box) => box.value));
    const within = (text) => words.every((word) => (word === plain(word) ? plain(text) : text).includes(word));
    let count = 0;
    for (const { row, text, part } of rows) {
      const wanted = verdicts.has(row.dataset.v) && within(text);
      row.hidden = part.hidden = !wanted;
      count += wanted;
    }
    shown.textContent = shown.dataset.of.replace("{shown}", count).replace("{all}", rows.length);
    document.getElementById("nothing").hidden = count > 0;
  }

  const collator = new Intl.Collator(document.documentElement.lang, { numeric: true });
  function compare(a, b, column) {
    const [x, y] = [a.row.cells[column], b.row.cells[column]];
    if ("s" in x.dataset) {
      return Number(x.dataset.s) - Number(y.dataset.s);
    }
    return collator.compare(x.textContent, y.textContent);
  }

  const heads = Array.from(table.tHead.rows[0].cells);
  heads.forEach((head, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener("click", () => {
      const up = head.getAttribute("aria-sort") !== "ascending";
      for (const other of heads) other.removeAttribute("aria-sort");
      head.setAttribute("aria-sort", up ? "ascending" : "descending");
      rows.sort((a, b) => (up ? 1 : -1) * compare(a, b, column) || a.place - b.place);
      body.append(...rows.map((entry) => entry.row));
    });
  });

  form.addEventListener("input", filter);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.hidden = false;
  filter();
})();
