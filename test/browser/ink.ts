/** Where the ink of every text of a picture lies, as Chromium draws it. Runs inside the page, so it stands on nothing outside itself. */
export interface Inked {
  readonly text: string;
  /** Rectangles of the runs, in pixels of the viewBox. */
  readonly runs: readonly (readonly [x0: number, y0: number, x1: number, y1: number])[];
}
export interface Measured {
  readonly texts: readonly Inked[];
  readonly width: number;
  readonly height: number;
}

/** Across, a run reaches from its first character's cell to its last one's; up and down as far as its letters are inked. */
export function measureInk(svg: SVGSVGElement): Measured {
  const canvas = document.createElement('canvas').getContext('2d')!;
  const texts = [...svg.querySelectorAll('text')].map((element) => {
    const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
    const runs: [number, number, number, number][] = [];
    let from = 0;
    while (walker.nextNode()) {
      const content = walker.currentNode.textContent!;
      const [first, last] = [from, from + content.length - 1];
      from = last + 1;
      if (content.trim() === '') continue;
      const style = getComputedStyle(walker.currentNode.parentElement!);
      canvas.font = `${style.fontStyle} ${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
      const { actualBoundingBoxAscent: above, actualBoundingBoxDescent: below } = canvas.measureText(content);
      const baseline = element.getStartPositionOfChar(first).y;
      const end = element.getExtentOfChar(last);
      runs.push([element.getExtentOfChar(first).x, baseline - above, end.x + end.width, baseline + below]);
    }
    return { text: element.textContent!, runs };
  });
  return { texts, width: svg.viewBox.baseVal.width, height: svg.viewBox.baseVal.height };
}

/** Texts beyond the edges, and pairs on each other. Half a pixel is what places are rounded to, twice, and what antialiasing takes. */
export function faults({ texts, width, height }: Measured, slack = 0.5): string[] {
  const cut = texts
    .filter(({ runs }) =>
      runs.some(([x0, y0, x1, y1]) => x0 < -slack || y0 < -slack || x1 > width + slack || y1 > height + slack),
    )
    .map(({ text }) => `cut: “${text}”`);
  const meets = (a: Inked, b: Inked) =>
    a.runs.some((p) =>
      b.runs.some(
        (q) =>
          Math.min(p[2], q[2]) - Math.max(p[0], q[0]) > slack && Math.min(p[3], q[3]) - Math.max(p[1], q[1]) > slack,
      ),
    );
  const over = texts.flatMap((a, i) =>
    texts
      .slice(0, i)
      .filter((b) => meets(a, b))
      .map((b) => `“${a.text}” over “${b.text}”`),
  );
  return [...cut, ...over];
}
