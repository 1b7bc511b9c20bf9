/** glasscape spin-glass: descents on one spin glass, or on several. */
import { Command } from 'commander';
import type { Json } from '../../ensembles/spec.ts';
import { type ClusterOptions, withCluster } from '../cluster-words.ts';
import { type EnsembleOptions, numeric, withEnsembleOptions } from '../options.ts';
import type { Context } from '../perform.ts';

interface Options extends EnsembleOptions, ClusterOptions {
  readonly order: number;
  readonly size: number;
  readonly replicas: number;
  readonly disorders: number;
  readonly precision?: string;
  readonly maxSteps?: number;
  readonly handOver?: number;
  readonly tolerance?: number;
  readonly temperature?: number;
  readonly coolingSteps?: number;
  readonly terms?: number;
  readonly indexThreshold?: number;
}

export function spinGlassCommand(context: Context): Command {
  const command = new Command('spin-glass')
    .summary('gradient descents on a spherical spin glass')
    .description(
      'Descends from uniform starts on the sphere of radius √Λ, polishes by Newton where that is safe, and counts the index. ' +
        'Energies are per spin (L/Λ), gradient norms ‖tangent gradient‖/√Λ.',
    )
    .option('--order <H>', 'spins per coupling, 2 to 5', numeric, 3)
    .requiredOption('--size <Λ>', 'number of spins', numeric)
    .option('--replicas <n>', 'starts for each disorder', numeric, 1000)
    .option('--disorders <n>', 'independent sets of couplings', numeric, 1)
    .option('--precision <type>', 'of the descent: float32 or float64; polish and index are float64 (default: float32)')
    .option('--max-steps <n>', 'steps after which a descent ends as step-limit (default: 20000)', numeric)
    .option(
      '--hand-over <r>',
      'gradient norm below which Barzilai–Borwein steps go on; 0: never (default: 0.02)',
      numeric,
    )
    .option('--tolerance <r>', 'gradient norm at which a replica has converged (default: 1e-10)', numeric)
    .option('--temperature <T>', 'a Langevin phase cooled from here to 0 comes first (default: 0, none)', numeric)
    .option('--cooling-steps <n>', 'its length (default: 500)', numeric)
    .option(
      '--terms <P>',
      'a stochastic descent by the schedule of the public 3-spin code comes first, on P terms of the couplings in turn (default: none)',
      numeric,
    )
    .option('--index-threshold <τ>', 'eigenvalues within ± τ count as zero (default: 1e-6)', numeric);
  return withCluster(withEnsembleOptions(command))
    .addHelpText(
      'after',
      '\nExamples:\n' +
        '  glasscape spin-glass --order 3 --size 100 --replicas 1000 --seed 1\n' +
        '  glasscape spin-glass --size 50 --replicas 20 --disorders 50 --json > energies.json\n' +
        '  glasscape spin-glass --size 60 --replicas 100 --temperature 0.5 --cooling-steps 2000\n' +
        '  glasscape spin-glass --size 500 --dry-run',
    )
    .action(async (options: Options) => {
      const { perform } = await import('../perform.ts');
      const { presentRun } = await import('../presentation.ts');
      const { order, size, replicas, disorders, seed, precision, maxSteps, handOver, tolerance } = options;
      const { temperature, coolingSteps, terms, indexThreshold } = options;
      const numbers = { order, size, replicas, disorders, seed, maxSteps, handOver, tolerance };
      const parameters = given({ ...numbers, precision, temperature, coolingSteps, terms, indexThreshold });
      const spec = { experiment: 'spin-glass-descent', parameters, backend: options.backend };
      const result = await perform(context, { ...options, spec, name: `spin-glass-${order}x${size}` });
      await presentRun(context, result, options);
    });
}

/** The parameters that were given; the others keep the experiment's defaults. */
export function given(parameters: Readonly<Record<string, Json | undefined>>): Record<string, Json> {
  return Object.fromEntries(
    Object.entries(parameters).filter((entry): entry is [string, Json] => entry[1] !== undefined),
  );
}
