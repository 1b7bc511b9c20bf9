/** glasscape theory: the levels of the spherical spin glass, with the accuracy reached. */
import { Command } from 'commander';
import { integer } from '../../base/arguments.ts';
import { numeric } from '../options.ts';
import type { Context } from '../perform.ts';
import { printJson, table } from '../print.ts';

export function theoryCommand({ terminal }: Context): Command {
  return new Command('theory')
    .summary('energy barrier, ground state and layers of a spin glass')
    .description('The levels E∞, E_0, E_1, … of the spherical spin glass, in energy per spin.')
    .requiredOption('--order <H>', 'spins per coupling, an integer ≥ 2', numeric)
    .option('--layers <n>', 'how many of E_0, E_1, …', numeric, 10)
    .option('--json', 'print one JSON document on stdout')
    .addHelpText('after', '\nExamples:\n  glasscape theory --order 3\n  glasscape theory --order 4 --layers 3 --json')
    .action(async (options: { order: number; layers: number; json?: boolean }) => {
      const order = integer('theory', 'order', options.order, 2);
      const count = integer('theory', 'layers', options.layers, 0, 10_000);
      const { energyBarrier, groundState, layers } = await import('../../theory/index.ts');
      const [barrier, ground, levels] = [energyBarrier(order), groundState(order), layers(order, count)];
      const predictions = [barrier, ground, ...levels];
      const accuracy = Math.max(...predictions.map((prediction) => prediction.accuracy));
      if (options.json) {
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
    });
}
