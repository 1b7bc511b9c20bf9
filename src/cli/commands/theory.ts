/** glasscape theory: the levels of the spherical spin glass, and how many critical points there are, with the accuracy reached. */
import { Command } from 'commander';
import { integer } from '../../base/arguments.ts';
import { numeric } from '../options.ts';
import type { Context } from '../perform.ts';
import { printJson, table } from '../print.ts';
import type { Terminal } from '../terminal.ts';
import type { CountsOptions } from '../theory-counts.ts';

interface Options extends CountsOptions {
  readonly layers: number;
}

export function theoryCommand({ terminal }: Context): Command {
  return new Command('theory')
    .summary('levels of a spin glass, and its mean number of critical points')
    .description(
      'Without --size the levels E∞, E_0, E_1, … of the spherical spin glass in the limit of large size, in energy per spin. With --size ' +
        'the mean number of critical points below an energy, all of them and those of each index: exact at finite size (Kac–Rice).',
    )
    .requiredOption('--order <H>', 'spins per coupling, an integer ≥ 2', numeric)
    .option('--layers <n>', 'how many of E_0, E_1, …', numeric, 10)
    .option('--size <Λ>', 'number of spins', numeric)
    .option('--energy <u>', 'count below this energy per spin (default: inf, all)', energy)
    .option('--index <k>', 'index of the points to count (default: all, and each index by itself)', numeric)
    .option('--curve', 'count at many energies')
    .option('--from <u>', 'where the curve begins (default: a little under the ground state)', numeric)
    .option('--to <u>', 'where it ends (default: a little above the barrier)', numeric)
    .option('--points <n>', 'energies on it', numeric, 101)
    .option('--json', 'print one JSON document on stdout')
    .addHelpText(
      'after',
      '\nExamples:\n' +
        '  glasscape theory --order 3\n' +
        '  glasscape theory --order 4 --layers 3 --json\n' +
        '  glasscape theory --order 3 --size 100 --energy -1.6\n' +
        '  glasscape theory --order 3 --size 20 --energy inf --index 0\n' +
        '  glasscape theory --order 3 --size 100 --curve --from -1.7 --to -1.5 --points 21 --json',
    )
    .action(async (options: Options) => {
      integer('theory', 'order', options.order, 2);
      const { size, energy: below, index, curve } = options;
      if (size === undefined && below === undefined && index === undefined && !curve) {
        await printLevels(terminal, options);
        return;
      }
      const { printCounts } = await import('../theory-counts.ts');
      await printCounts(terminal, { ...options, energy: below ?? (curve ? undefined : Infinity) });
    });
}

/** "inf" is every energy. */
function energy(text: string): number {
  const infinite = /^([+-]?)inf(inity)?$/i.exec(text.trim());
  if (!infinite) return numeric(text);
  return infinite[1] === '-' ? -Infinity : Infinity;
}

async function printLevels(terminal: Terminal, { order, layers, json }: Options): Promise<void> {
  const count = integer('theory', 'layers', layers, 0, 10_000);
  const theory = await import('../../theory/index.ts');
  const [barrier, ground] = [theory.energyBarrier(order), theory.groundState(order)];
  const levels = theory.layers(order, count);
  const accuracy = Math.max(...[barrier, ground, ...levels].map((prediction) => prediction.accuracy));
  if (json) {
    const values = {
      energyBarrier: barrier.value,
      groundState: ground.value,
      layers: levels.map(({ value }) => value),
    };
    printJson(terminal, { order, ...values, accuracy });
    return;
  }
  const rows = [barrier, ...levels].map(({ symbol, value, accuracy: bound, name }) => [
    symbol,
    value.toFixed(14),
    `± ${bound.toExponential(1)}`,
    symbol === 'E_0' ? 'ground state' : name,
  ]);
  terminal.out(`${await table(terminal, ['level', 'energy per spin', 'accuracy', ''], rows)}\n`);
  if (order === 2) terminal.out('At order 2 every level equals E∞ = √2: there are no layers.\n');
  terminal.out(`${ground.source}\n`);
}
