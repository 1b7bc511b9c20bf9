/** All commands of the command line. */
import type { Command, Option } from 'commander';
import { ArgumentError } from '../base/errors.ts';
import { defaultBackend } from '../kernels/contract.ts';
import type { Families } from '../landscapes/family.ts';
import type { EngineName } from '../node/engine.ts';
import { programOf, runProgram, withSubcommands } from './command-line.ts';
import { assumptionsCommand } from './commands/assumptions.ts';
import { barrierCommand } from './commands/barrier.ts';
import { cancelCommand } from './commands/cancel.ts';
import { certifyCommand } from './commands/certify.ts';
import { checkCommand } from './commands/check.ts';
import { claimsCommand } from './commands/claims.ts';
import { descentCommand } from './commands/descent.ts';
import { doctorCommand } from './commands/doctor.ts';
import { eigenpairsCommand } from './commands/eigenpairs.ts';
import { exportCommand } from './commands/export.ts';
import { finishCommand } from './commands/finish.ts';
import { indexCommand } from './commands/index.ts';
import { linearCommand } from './commands/linear.ts';
import { minimaCommand } from './commands/minima.ts';
import { reproduceCommand } from './commands/reproduce.ts';
import { resumeCommand } from './commands/resume.ts';
import { runCommand } from './commands/run.ts';
import { runsCommand } from './commands/runs.ts';
import { saddlesCommand } from './commands/saddles.ts';
import { schemaCommand } from './commands/schema.ts';
import { spectrumCommand } from './commands/spectrum.ts';
import { spinGlassCommand } from './commands/spin-glass.ts';
import { theoryCommand } from './commands/theory.ts';
import { trainCommand } from './commands/train.ts';
import { workCommand } from './commands/work.ts';
import { pointsAndFiles } from './landscape-options.ts';
import { checkNeeds, refuseRepeats } from './option-needs.ts';
import type { Context } from './perform.ts';

const commands = [
  claimsCommand,
  reproduceCommand,
  theoryCommand,
  spinGlassCommand,
  trainCommand,
  runCommand,
  runsCommand,
  resumeCommand,
  cancelCommand,
  exportCommand,
  // Those that look at a landscape: their options come from the families.
  indexCommand,
  spectrumCommand,
  descentCommand,
  minimaCommand,
  saddlesCommand,
  barrierCommand,
  eigenpairsCommand,
  assumptionsCommand,
  linearCommand,
  certifyCommand,
  checkCommand,
  schemaCommand,
  doctorCommand,
] as const satisfies readonly ((context: Context, families: Families) => Command)[];

/** What the scripts of a submission call. */
const commandsOfScripts = [workCommand, finishCommand];

/** Only these words need the families: a list of the commands is told without loading them. */
const landscapeWords = ['index', 'spectrum', 'descent', 'minima', 'saddles', 'barrier', 'certify', 'help'];

const epilogue = `
Exit codes:
  0    done, whatever the verdicts
  1    with --strict: a verdict is not-reproduced; of check: the certificate is rejected
  2    usage or bad input; nothing is left behind
  3    the computation failed; a run stays resumable
  130  interrupted; a run stays resumable

Examples:
  glasscape reproduce                                    every claim, preset laptop
  glasscape spin-glass --order 3 --size 100 --seed 1     one ensemble of descents
  glasscape theory --order 3                             the levels it is compared with`;

/** The commands with all their options, as the help tells them. */
export function createProgram(context: Context, families: Families): Command {
  const program = programOf(commands.map((create) => create(context, families))).addHelpText('after', epilogue);
  for (const create of commandsOfScripts) program.addCommand(create(context), { hidden: true });
  program.hook('preAction', async (_program, command) => {
    checkNeeds(command);
    const { engine, backend = defaultBackend } = command.opts<{ engine?: EngineName; backend?: string }>();
    if (engine === undefined) return;
    if (engine === 'native' && backend !== defaultBackend)
      throw new ArgumentError(command.name(), 'engine', `auto or wasm with the backend ${backend}`, engine);
    await context.host.useEngine(engine);
  });
  withSubcommands(program).slice(1).forEach(refuseRepeats);
  for (const command of program.commands) command.configureHelp({ groupItems: pointsFirst });
  return program;
}

/** Options by heading: what names a point or a file, then the command's own, then the rest in their order. */
function pointsFirst<T extends Command | Option>(
  all: T[],
  visible: T[],
  headingOf: (item: T) => string,
): Map<string, T[]> {
  const headings = [...new Set([pointsAndFiles, 'Options:', ...[...all, ...visible].map(headingOf)])];
  const groups = headings.map((heading): [string, T[]] => [
    heading,
    visible.filter((item) => headingOf(item) === heading),
  ]);
  return new Map(groups.filter(([, items]) => items.length > 0));
}

/** @param words the command line without the program's name */
export async function runCommandLine(words: readonly string[], context: Context): Promise<number> {
  const families = landscapeWords.includes(words[0] ?? '') ? await context.host.families() : {};
  return runProgram(createProgram(context, families), words, context.terminal);
}
