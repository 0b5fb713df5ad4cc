// Makes pages quicker to use. Nothing here is needed to read a page or to act on it.
(() => {
  "use strict";

  /** Buttons that copy the text of the element they name. */
  const copyButtons = (root) => {
    if (!navigator.clipboard) return;
    for (const source of root.querySelectorAll("[data-copy]:not([data-ready])")) {
      source.dataset.ready = "";
      const button = document.createElement("button");
      button.type = "button";
      button.className = "copy";
      button.textContent = "Copy";
      button.setAttribute("aria-label", "Copy " + source.dataset.copy);
      button.addEventListener("click", async () => {
        await navigator.clipboard.writeText(source.textContent.trim());
        button.textContent = "Copied";
        setTimeout(() => { button.textContent = "Copy"; }, 1600);
      });
      source.after(button);
    }
  };

  /** A choice that submits itself makes its button superfluous. */
  const selfSubmitting = (root) => {
    for (const select of root.querySelectorAll("select[data-submit]:not([data-ready])")) {
      select.dataset.ready = "";
      select.addEventListener("change", () => select.form.requestSubmit());
      const button = select.form.querySelector("button");
      if (button) button.hidden = true;
    }
  };

  /** Up, Down, Home and End move between the first links of a table's rows. */
  const rowKeys = (event) => {
    const link = event.target.closest?.("tbody tr a");
    if (!link || !["ArrowDown", "ArrowUp", "Home", "End"].includes(event.key)) return;
    const rows = [...link.closest("tbody").querySelectorAll("tr")];
    const links = rows.map((row) => row.querySelector("a")).filter(Boolean);
    const at = links.indexOf(link.closest("tr").querySelector("a"));
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: links.length - 1 }[event.key];
    if (links[to]) {
      event.preventDefault();
      links[to].focus();
    }
  };

  /** A slash goes to the page's search field. */
  const searchKey = (event) => {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest?.("input, select, textarea")) return;
    const search = document.querySelector("input[type=search]");
    if (search) {
      event.preventDefault();
      search.focus();
      search.select();
    }
  };

  /**
   * Draws a chart from the table beside it, with a readout under the pointer: columns by the hour,
   * or, where the figure says until when, steps that hold until the next.
   */
  const chart = (figure) => {
    const table = figure.querySelector("table");
    const heads = [...table.tHead.rows[0].cells].slice(1);
    const names = heads.map((cell) => cell.textContent.trim());
    const rows = [...table.tBodies[0].rows];
    const times = rows.map((row) => Date.parse(row.cells[0].querySelector("time").dateTime) / 1000);
    const number = (cell) => Number(cell.dataset.value ?? cell.textContent);
    const values = names.map((_, i) => rows.map((row) => number(row.cells[i + 1])));
    const steps = "until" in figure.dataset;
    if (steps && times.length > 0) {
      times.push(Math.max(times.at(-1) + 1, Date.parse(figure.dataset.until) / 1000));
      values.forEach((series) => series.push(series.at(-1)));
    }
    if (times.length < 2) return;
    const style = getComputedStyle(document.documentElement);
    const ink = style.getPropertyValue("--ink-3").trim();
    const line = style.getPropertyValue("--line").trim();
    const colours = heads.map((cell, i) => style.getPropertyValue(cell.dataset.colour ?? "--s" + (i + 1)).trim());
    const drawing = figure.querySelector("svg");
    const place = document.createElement("div");
    drawing.replaceWith(place);
    const hourLabels = (_, splits) => splits.map((at) => {
      const text = new Date(at * 1000).toISOString();
      return text.slice(11, 13) === "00" ? text.slice(5, 10) : text.slice(11, 16);
    });
    const axis = { stroke: ink, grid: { stroke: line, width: 1 }, ticks: { show: false }, font: "11px Plex, sans-serif" };
    // Columns that stand on each other: the whole column is drawn first, what is below covers it.
    const upTo = (i) => times.map((_, hour) => values.slice(0, i + 1).reduce((sum, one) => sum + one[hour], 0));
    const order = names.map((_, i) => names.length - 1 - i);
    const paths = steps ? uPlot.paths.stepped({ align: 1 }) : uPlot.paths.bars({ size: [0.84, 40], align: 1 });
    const plot = new uPlot({
      width: place.clientWidth, height: 190, tzDate: (ts) => uPlot.tzDate(new Date(ts * 1000), "UTC"),
      scales: { x: { range: (_, min, max) => [min, steps ? max : max + 3600] }, y: { range: (_, __, max) => [0, Math.max(4, max * 1.1)] } },
      axes: [{ ...axis, grid: { show: false }, values: hourLabels }, { ...axis, size: 44 }],
      cursor: { y: false, drag: { x: false, y: false } },
      series: [
        { label: "UTC", value: "{YYYY}-{MM}-{DD} {HH}:{mm}" },
        ...order.map((i) => ({
          label: names[i], fill: colours[i], width: 0, points: { show: false }, paths,
          value: (_, __, ___, hour) => hour == null ? "–" : values[i][hour],
        })),
      ],
    }, [times, ...order.map(upTo)], place);
    new ResizeObserver(() => plot.setSize({ width: place.clientWidth, height: 190 })).observe(place);
  };

  const charts = () => {
    const figures = document.querySelectorAll("figure[data-plot]");
    if (figures.length === 0) return;
    const sheet = document.createElement("link");
    sheet.rel = "stylesheet";
    sheet.href = figures[0].dataset.plotCss;
    const script = document.createElement("script");
    script.src = figures[0].dataset.plot;
    script.addEventListener("load", () => figures.forEach(chart));
    document.head.append(sheet, script);
  };

  const ready = (root) => {
    copyButtons(root);
    selfSubmitting(root);
  };

  document.addEventListener("keydown", rowKeys);
  document.addEventListener("keydown", searchKey);
  document.addEventListener("htmx:load", (event) => ready(event.detail.elt));
  ready(document);
  charts();
})();
