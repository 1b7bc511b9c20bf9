/** glasscape claims: the registry, and on demand what each claim costs. */
import { Command } from 'commander';
import { integer, oneOf } from '../../base/arguments.ts';
import { type Claim, presets } from '../../claims/claim.ts';
import type { EnsembleSpec, Forecast } from '../../ensembles/spec.ts';
import { numeric, withWorkers } from '../options.ts';
import type { Context } from '../perform.ts';
import { type ColumnStyle, counted, printJson, table } from '../print.ts';

interface Options {
  readonly preset: string;
  readonly seed: number;
  readonly workers: number;
  readonly cost?: boolean;
  readonly json?: boolean;
}

export function claimsCommand(context: Context): Command {
  const { host, terminal } = context;
  return withWorkers(new Command('claims'))
    .summary('the claims that can be reproduced')
    .description(
      'Lists every claim: id, statement, place in the paper, presets, and the number of ensembles it stands on; with --cost also ' +
        'the forecast of its cost, for which every ensemble is timed on this machine for a moment.',
    )
    .option('--preset <name>', 'preset of the ensembles: smoke, laptop or paper', 'laptop')
    .option('--cost', 'forecast the cost of each claim')
    .option('--seed <n>', 'seed the forecast is for', numeric, 1)
    .option('--json', 'print one JSON document on stdout')
    .addHelpText(
      'after',
      '\nExamples:\n' +
        '  glasscape claims\n' +
        '  glasscape claims --cost\n' +
        '  glasscape claims --cost --preset paper --workers 2 --json',
    )
    .action(async (options: Options) => {
      const preset = oneOf('claims', 'preset', options.preset, presets);
      integer('claims', 'seed', options.seed, 0);
      const list = Object.values(await host.claims()).map((claim) => ({
        claim,
        ensembles: claim.needs(preset, options.seed),
      }));
      const forecasts = options.cost ? await forecastClaims(context, list, options.workers) : undefined;
      if (options.json)
        printJson(
          terminal,
          list.map(({ claim: { id, statement, source }, ensembles }, i) => ({
            id,
            statement,
            source,
            presets,
            preset,
            ensembles: Object.keys(ensembles),
            forecast: forecasts?.[i],
          })),
        );
      else await printClaims(context, list, forecasts, { ...options, preset });
    });
}

interface Listed {
  readonly claim: Claim;
  readonly ensembles: Readonly<Record<string, EnsembleSpec>>;
}

async function printClaims(
  { terminal }: Context,
  list: readonly Listed[],
  forecasts: readonly Forecast[] | undefined,
  { preset, workers }: Options,
): Promise<void> {
  const { formatSeconds } = await import('../../ensembles/forecast.ts');
  const cost = (forecast: Forecast) => (forecast.seconds === 0 ? 'none' : formatSeconds(forecast.seconds));
  const rows = list.map(({ claim: { id, statement, source }, ensembles }, i) => [
    id,
    statement,
    `${source.key}, ${source.place}`,
    String(Object.keys(ensembles).length || 'none'),
    ...(forecasts ? [cost(forecasts[i]!)] : []),
  ]);
  const columns: ColumnStyle[] = [{ width: 30 }, { width: 56 }, { width: 30 }, { align: 'right' }, { align: 'right' }];
  const head = ['claim', 'statement', 'place', 'ensembles', ...(forecasts ? ['cost'] : [])];
  terminal.out(`${await table(terminal, head, rows, columns.slice(0, head.length))}\n`);
  const told = forecasts
    ? `cost at ${preset}: time on ${counted(workers, 'worker')} of this machine`
    : `ensembles of ${preset}; --cost forecasts the time`;
  terminal.out(`presets: ${presets.join(', ')}; ${told}\n`);
}

/** A claim's forecast; an ensemble that several claims share is forecast once and counted with each. */
async function forecastClaims({ host, terminal }: Context, list: readonly Listed[], workers: number) {
  const { addForecasts, forecastSpec } = await import('../../ensembles/forecast.ts');
  const { canonicalJson } = await import('../../ensembles/hash.ts');
  const { announceTiming } = await import('../reproduction-plan.ts');
  const experiments = await host.experiments();
  const unlimited = { memory: Infinity, disk: Infinity };
  const keyOf = (spec: EnsembleSpec) => canonicalJson({ ...spec });
  const distinct = new Map(
    list.flatMap(({ ensembles }) => Object.values(ensembles).map((spec) => [keyOf(spec), spec] as const)),
  );
  announceTiming(terminal, distinct.size);
  const known = new Map<string, Forecast>();
  for (const [key, spec] of distinct) {
    const kernels = await host.kernels(spec.backend);
    known.set(key, await forecastSpec(experiments, spec, workers, kernels, unlimited, host.timings));
  }
  return list.map(({ ensembles }) => addForecasts(Object.values(ensembles).map((spec) => known.get(keyOf(spec))!)));
}
