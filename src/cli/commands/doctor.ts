/** glasscape doctor: which engine runs here, why not the other, and what each kernel reaches on this machine. */
import { Command } from 'commander';
import { finite } from '../../base/arguments.ts';
import { numeric } from '../options.ts';
import type { Context } from '../perform.ts';
import { printJson, table } from '../print.ts';

interface Options {
  readonly seconds: number;
  readonly json?: boolean;
}

export function doctorCommand({ host, terminal }: Context): Command {
  return new Command('doctor')
    .summary('which engine runs here, and how fast')
    .description(
      'Says which engine runs the kernels of the backend wasm on this machine, why not the other, and the rate that each kernel reaches on ' +
        'both, one thread. Both leave the same bits: that was compared, on small runs of every kernel, when the engine was opened.',
    )
    .option('--seconds <s>', 'processor time for each kernel and engine; 0 measures nothing', numeric, 0.2)
    .option('--json', 'print one JSON document on stdout')
    .addHelpText('after', '\nExamples:\n  glasscape doctor\n  glasscape doctor --seconds 1 --json')
    .action(async ({ seconds, json }: Options) => {
      finite('doctor', 'seconds', seconds, 0, 60);
      const { openEngine } = await import('../../node/engine.ts');
      const { measurePaces } = await import('../../node/paces.ts');
      const opened = await host.useEngine('auto');
      const wasm = await openEngine('wasm');
      const engines = opened.name === 'native' ? [wasm, opened] : [wasm];
      const paces = seconds > 0 ? await measurePaces(engines, seconds) : [];
      const { name, width, compiler, reason } = opened;
      if (json) {
        printJson(terminal, { engine: name, bits: width, compiler, reason, kernels: paces });
        return;
      }
      terminal.out(
        `engine: ${name}, ${width} bit${compiler ? `, ${compiler}` : ''}${reason ? `; not native: ${reason}` : ''}\n`,
      );
      if (paces.length === 0) return;
      const rows = paces.map(({ kernel, what, gigaflops }) => [kernel, what, ...gigaflops.map((x) => x.toFixed(1))]);
      const head = ['kernel', 'run', ...engines.map((engine) => `${engine.name} GFLOP/s`)];
      const numbers = engines.map(() => ({ align: 'right' }) as const);
      terminal.out(`${await table(terminal, head, rows, [{}, {}, ...numbers])}\n`);
    });
}
