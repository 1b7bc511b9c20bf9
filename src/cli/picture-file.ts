/** A figure's file, .svg or .png, checked before the work that the figure shows. */
import { extname } from 'node:path';
import type { Figure } from '../report/figure.ts';
import { outputFile } from './output-file.ts';

/** Pixels of a PNG per pixel of the figure. */
const pngScale = 2;

export interface PictureFile {
  write(figure: Figure): Promise<void>;
}

/** @throws ArgumentError when the name ends otherwise; StoreError as outputFile */
export async function pictureFile(where: string, out: string): Promise<PictureFile> {
  const format = extname(out);
  const file = await outputFile(where, out, { endings: ['.svg', '.png'] });
  return {
    async write(figure) {
      const { openStage, renderPng } = await import('../node/index.ts');
      const { renderSvg } = await import('../report/index.ts');
      const stage = await openStage();
      const svg = () => new TextEncoder().encode(renderSvg(figure, { ...stage, theme: 'css', standalone: true }));
      const content = format === '.svg' ? svg() : await renderPng(figure, { theme: 'light', scale: pngScale, stage });
      await file.write(content);
    },
  };
}
