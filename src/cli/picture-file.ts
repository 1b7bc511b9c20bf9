/** A figure's file, .svg or .png, checked before the work that the figure shows. */
import { basename, dirname, extname, resolve } from 'node:path';
import { ArgumentError } from '../base/errors.ts';
import { fileStore } from '../ensembles/stores/files.ts';
import type { Figure } from '../report/figure.ts';

/** Pixels of a PNG per pixel of the figure. */
const pngScale = 2;

export interface PictureFile {
  write(figure: Figure): Promise<void>;
}

/** @throws ArgumentError when the name ends otherwise; StoreError when its folder takes no files */
export async function pictureFile(where: string, out: string): Promise<PictureFile> {
  const format = extname(out);
  if (format !== '.svg' && format !== '.png')
    throw new ArgumentError(where, 'out', 'a file that ends in .svg or .png', out);
  const store = fileStore(dirname(resolve(out)));
  await store.requireWritable();
  return {
    async write(figure) {
      const { openStage, renderPng } = await import('../node/index.ts');
      const { renderSvg } = await import('../report/index.ts');
      const stage = await openStage();
      const svg = () => new TextEncoder().encode(renderSvg(figure, { ...stage, theme: 'css', standalone: true }));
      const content = format === '.svg' ? svg() : await renderPng(figure, { theme: 'light', scale: pngScale, stage });
      await store.write(basename(out), content);
    },
  };
}
