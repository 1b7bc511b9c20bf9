/**
 * What options need of each other, one table for all commands: an option that would be read and ignored is refused, and so is one that is
 * given twice. Rules about values stand where the values are known.
 */
import type { Command, Option } from 'commander';
import { ArgumentError } from '../base/errors.ts';

interface Need {
  readonly option: string;
  /** At least one of these is given too. */
  readonly needs?: readonly string[];
  /** None of these is given. */
  readonly excludes?: readonly string[];
}

/** A run has its points, its landscape and its data. */
const atPoints: readonly Need[] = [
  { option: 'retract', needs: ['run', 'parameters'] },
  { option: 'array', needs: ['parameters'] },
  { option: 'data', excludes: ['run'] },
];

/** By command; options by their long names, as they are typed. */
export const optionNeeds: Readonly<Record<string, readonly Need[]>> = {
  claims: [
    { option: 'seed', needs: ['cost'] },
    { option: 'workers', needs: ['cost'] },
  ],
  reproduce: [{ option: 'strict', excludes: ['dry-run'] }],
  theory: [
    { option: 'layers', excludes: ['size', 'energy', 'index', 'curve'] },
    ...['from', 'to', 'points'].map((option) => ({ option, needs: ['curve'] })),
  ],
  'spin-glass': [{ option: 'cooling-steps', needs: ['temperature'] }],
  index: atPoints,
  spectrum: atPoints,
  descent: [...atPoints, { option: 'threshold', excludes: ['no-index'] }],
  barrier: [
    ...atPoints,
    ...['from', 'to'].map((option) => ({ option, needs: ['run', 'parameters'] })),
    { option: 'starts', excludes: ['run', 'parameters'] },
    ...['max-steps', 'tolerance', 'no-climb'].map((option) => ({ option, excludes: ['straight'] })),
  ],
  saddles: [
    ...atPoints,
    { option: 'point', needs: ['run', 'parameters'] },
    ...['starts', 'lowest', 'highest'].map((option) => ({ option, excludes: ['run', 'parameters'] })),
  ],
};

/** @throws ArgumentError for the first need that is not met */
export function checkNeeds(command: Command): void {
  const where = command.name();
  const given = (name: string) => {
    const option = command.options.find(({ long }) => long === `--${name}`);
    return option !== undefined && isGiven(command, option);
  };
  const list = (names: readonly string[]) => names.map((name) => `--${name}`).join(' or ');
  for (const { option, needs, excludes } of optionNeeds[where] ?? []) {
    if (!given(option)) continue;
    if (needs && !needs.some(given))
      throw new ArgumentError(where, option, `given with ${list(needs)}`, givenValue(command, option));
    const excluded = excludes?.find(given);
    if (excluded !== undefined)
      throw new ArgumentError(where, option, `left out with ${list(excludes!)}`, `with --${excluded}`);
  }
}

function givenValue(command: Command, name: string): unknown {
  return command.getOptionValue(command.options.find(({ long }) => long === `--${name}`)!.attributeName());
}

function isGiven(command: Command, option: Option): boolean {
  const name = option.attributeName();
  return command.getOptionValueSource(name) === 'cli' && (command.getOptionValue(name) === false) === option.negate;
}

/** From now on an option that is given twice, or both ways, is refused; one that takes many values may come again. */
export function refuseRepeats(command: Command): void {
  const seen = new Map<string, string>();
  for (const option of command.options) {
    if (option.variadic) continue;
    command.on(`option:${option.name()}`, () => {
      const before = seen.get(option.attributeName());
      if (before !== undefined)
        throw new ArgumentError(command.name(), option.name(), 'given once', `${before} and ${option.long}`);
      seen.set(option.attributeName(), option.long ?? option.flags);
    });
  }
}
