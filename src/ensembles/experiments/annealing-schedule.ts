/** The schedule of an annealing experiment as parameters: the same words for networks and glasses, each with its own defaults. */
import { z } from 'zod';
import type { Schedule } from '../../search/annealing.ts';

/** Fields of a spec; temperatures are in units of the landscape's value, `unit` says which. */
export function scheduleFields(unit: string, defaults: Schedule) {
  return {
    proposals: z.int().min(1).max(1e12).default(defaults.proposals).describe('moves proposed to each start'),
    startTemperature: z.number().positive().default(defaults.startTemperature).describe(`T₀, in ${unit}`),
    endTemperature: z
      .number()
      .positive()
      .default(defaults.endTemperature)
      .describe(`T₁ ≤ T₀, in ${unit}; the temperature falls geometrically`),
    plateaus: z.int().min(1).max(1_000_000).default(defaults.plateaus).describe('temperatures from T₀ to T₁'),
    startStep: z.number().positive().default(defaults.startStep).describe('largest move at T₀; levels ignore it'),
    endStep: z.number().positive().default(defaults.endStep).describe('largest move at T₁; falls geometrically'),
  };
}

/** Rules between the fields, each with the field it names. */
export const coolingRule = {
  holds: ({ startTemperature, endTemperature }: Schedule) => endTemperature <= startTemperature,
  says: { message: 'at most startTemperature', path: ['endTemperature'] },
};
export const plateauRule = {
  holds: ({ plateaus, proposals }: Schedule) => plateaus <= proposals,
  says: { message: 'at most proposals', path: ['plateaus'] },
};
