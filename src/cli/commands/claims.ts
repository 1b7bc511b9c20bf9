/** glasscape claims: the registry, with what each claim costs. */
import { Command } from 'commander';
import { oneOf } from '../../base/arguments.ts';
import { type Claim, presets } from '../../claims/claim.ts';
import type { Forecast } from '../../ensembles/spec.ts';
import { numeric, withWorkers } from '../options.ts';
import type { Context } from '../perform.ts';
import { counted, printJson, table } from '../print.ts';

interface Options {
  readonly preset: string;
  readonly seed: number;
  readonly workers: number;
  readonly json?: boolean;
}

export function claimsCommand(context: Context): Command {
  const { house, terminal } = context;
  return withWorkers(new Command('claims'))
    .summary('the claims that can be reproduced, and what they cost')
    .description(
      'Lists every claim: id, statement, place in the paper, presets, and the forecast of its cost on this machine.',
    )
    .option('--preset <name>', 'preset the forecast is for: smoke, laptop or paper', 'laptop')
    .option('--seed <n>', 'seed the forecast is for', numeric, 1)
    .option('--json', 'print one JSON document on stdout')
    .addHelpText('after', '\nExamples:\n  glasscape claims\n  glasscape claims --preset paper --workers 2 --json')
    .action(async (options: Options) => {
      const { formatSeconds } = await import('../../ensembles/forecast.ts');
      const claims = Object.values(await house.claims());
      const forecasts = await forecastClaims(context, claims, options);
      const list = claims.map((claim, i) => ({
        id: claim.id,
        statement: claim.statement,
        source: claim.source,
        presets,
        preset: options.preset,
        forecast: forecasts[i]!,
      }));
      if (options.json) {
        printJson(terminal, list);
        return;
      }
      const rows = list.map(({ id, statement, source, forecast }) => [
        id,
        statement,
        `${source.key}, ${source.place}`,
        forecast.seconds === 0 ? 'none' : formatSeconds(forecast.seconds),
      ]);
      terminal.out(
        `${await table(terminal, ['claim', 'statement', 'place', `cost (${options.preset})`], rows, [30, 56, 30, 16])}\n`,
      );
      terminal.out(
        `presets: ${presets.join(', ')}; cost: time on ${counted(options.workers, 'worker')} of this machine\n`,
      );
    });
}

/** A claim's forecast; an ensemble that several claims share is forecast once and counted with each. */
async function forecastClaims({ house }: Context, claims: readonly Claim[], options: Options): Promise<Forecast[]> {
  const { addForecasts, forecastSpec } = await import('../../ensembles/forecast.ts');
  const { canonicalJson } = await import('../../ensembles/hash.ts');
  const preset = oneOf('claims', 'preset', options.preset, presets);
  const experiments = await house.experiments();
  const unlimited = { memory: Infinity, disk: Infinity };
  const known = new Map<string, Promise<Forecast>>();
  const all: Forecast[] = [];
  for (const claim of claims) {
    const parts: Forecast[] = [];
    for (const spec of Object.values(claim.needs(preset, options.seed))) {
      const key = canonicalJson({ ...spec });
      const kernels = await house.kernels(spec.backend);
      known.set(key, known.get(key) ?? forecastSpec(experiments, spec, options.workers, kernels, unlimited));
      parts.push(await known.get(key)!);
    }
    all.push(addForecasts(parts));
  }
  return all;
}
