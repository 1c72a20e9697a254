"use strict";

// Words and numbers of one column: numbers first, then words, and what is empty last in either direction.
const kind = (value) => (value === "" ? 2 : typeof value === "string" ? 1 : 0);
const words = new Intl.Collator("en", { numeric: true });

function valueIn(row, column) {
  const { dataset, textContent } = row.cells[column];
  return dataset.value === undefined ? textContent.trim() : Number(dataset.value);
}

function compare(left, right, direction) {
  const order = kind(left) === 0 ? left - right : words.compare(left, right);
  return kind(left) - kind(right) || direction * order;
}

// A heading sorts upwards, then downwards, then gives back the order of the report.
const next = { none: "ascending", ascending: "descending", descending: "none" };

function sort(body, reported, column, order) {
  const direction = order === "descending" ? -1 : 1;
  const rows = [...reported];
  if (order !== "none") rows.sort((left, right) => compare(valueIn(left, column), valueIn(right, column), direction));
  body.append(...rows);
}

// No `button` element: browsers leave its words out where a table's head repeats on the next page of a print.
function headingButton(heading) {
  const button = document.createElement("span");
  button.role = "button";
  button.tabIndex = 0;
  button.append(...heading.childNodes);
  button.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    button.click();
  });
  heading.append(button);
  return button;
}

function makeSortable(table) {
  const body = table.tBodies[0];
  const reported = [...body.rows];
  const headings = [...table.tHead.rows[0].cells];
  for (const [column, heading] of headings.entries()) {
    const button = headingButton(heading);
    heading.ariaSort = "none";
    button.addEventListener("click", () => {
      const order = next[heading.ariaSort];
      for (const other of headings) other.ariaSort = "none";
      heading.ariaSort = order;
      sort(body, reported, column, order);
    });
  }
}

// The filter above the comparison: a choice per column named by its heading's `data-filter`, and words that must all stand in a row.
function makeFilter(form, table) {
  const rows = [...table.tBodies[0].rows];
  const choices = [...table.tHead.rows[0].cells]
    .filter((heading) => heading.dataset.filter)
    .map((heading) => ({ select: form.elements[heading.dataset.filter], column: heading.cellIndex }));
  const text = (row, column) => row.cells[column].textContent.trim();
  for (const { select, column } of choices) {
    const found = [...new Set(rows.map((row) => text(row, column)))].sort(words.compare);
    select.append(...found.map((value) => new Option(value, value)));
  }
  const isWanted = (row) =>
    choices.every(({ select, column }) => select.value === "" || select.value === text(row, column)) &&
    form.elements.text.value.toLowerCase().split(/\s+/).every((word) => row.textContent.toLowerCase().includes(word));
  const apply = () => {
    for (const row of rows) row.hidden = !isWanted(row);
    const shown = rows.filter((row) => !row.hidden).length;
    form.querySelector("output").value = shown === rows.length ? "" : `${shown} of ${rows.length} rows shown`;
  };
  form.addEventListener("input", apply);
  form.addEventListener("reset", () => setTimeout(apply));
  form.addEventListener("submit", (event) => event.preventDefault());
  form.hidden = rows.length === 0;
}

// Paper cannot be unfolded, and its first page belongs to the findings: how to read them comes after them.
function prepareForPrint() {
  const reading = document.querySelector(".reading");
  const place = reading.parentNode;
  let folded = [];
  addEventListener("beforeprint", () => {
    folded = [...document.querySelectorAll("details:not([open])")];
    for (const details of folded) details.open = true;
    document.querySelector("#findings").after(reading);
  });
  addEventListener("afterprint", () => {
    for (const details of folded) details.open = false;
    place.append(reading);
  });
}

const filter = document.querySelector("form.filter");
makeFilter(filter, document.querySelector(filter.dataset.table));
document.querySelectorAll("table").forEach(makeSortable);
prepareForPrint();
