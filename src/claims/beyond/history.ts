/** How the rules of the claims beyond the papers came to be what they are. */
import type { Histories } from '../claim.ts';

/** Frozen after laptop runs on seed 3; drawn afterwards. */
const rungs = { frozen: '4d1fab6', judged: [868878329] };

/** Frozen after runs on seed 3; drawn afterwards. */
const measured = { frozen: '664a4d7', judged: [903915926] };

/** Frozen without a run of their own; drawn afterwards. */
const besideTheGlass = {
  frozen: 'c802432',
  seen: 'runs of op/ladder on seeds 3, 739997473, 985205086 and 167722884, at sizes up to 20. Since it was frozen a size that the glass was not yet run at is left out while a run goes on',
  judged: [416573854],
};

export const beyond: Readonly<Record<string, Histories>> = {
  'gs/correlation-and-training': {
    all: {
      frozen: 'ab4e772',
      seen: 'a review’s trials on seeds 77, 515 and 4242: ρ falls with the length of training, and an epoch at rate 0.03 took it from 0.76 to 0.56 at n₁ = 50; a first judging seed, 920458608, was given up when a report on its way failed on one cell, having shown one number',
      judged: [958117254],
    },
  },
  'gs/deep-linear-census': {
    all: {
      frozen: '4003292',
      seen: 'censuses of two data sets on seed 5, in part before solutions were isolated by precise values: none of 2-1-2 and 2-2-1 had minima that are not global; of 2-2-2 one data set at full decay, with 17 real points and all four minima global. On seed 476007076 48 paths were missing, which left four findings open; ends became double-doubles (commit 82756e2), and on that seed all paths to 2-2-2 arrive. The rules are the same',
      judged: [476007076, 458629586, 104551922],
    },
    'not-global': {
      frozen: 'fc97d15',
      seen: 'laptop runs on seeds 476007076 and 458629586: such minima on 11 and 10 of 12 data sets with two hidden layers, on none of 36 with one. The rule before asked for one with one hidden layer, which the statement does not',
      judged: [104551922],
    },
    'vanishing-decay': {
      frozen: 'fc97d15',
      seen: 'the same runs: the origin is such a minimum on all data sets with two hidden layers at 1/16 of the decay. The rule before asked for the excess with one hidden layer, where there are none',
      judged: [104551922],
    },
  },
  'gs/exact-sign-correlation': { all: { frozen: '2b4b457' } },
  'gs/finite-size-minima': {
    all: { frozen: '3bf8a1d' },
    number: {
      frozen: 'fc82bf6',
      seen: 'the same exact numbers, which no seed changes. The rule before asked for a ratio of logarithms within 10 % at the largest Λ; ratios of 1.071, 1.017, 0.996 and 0.986 at Λ = 100, 250, 500 and 1000 cross 1 and move away. The rest by the law to a constant had been computed, 0.121, 0.106, 0.093, 0.078, 0.068 and 0.059 at Λ = 25 to 1000, with local powers of −0.16 to −0.20',
    },
  },
  'gs/glass-by-order': {
    all: {
      frozen: '8a7c422',
      seen: 'pages of ls/spin-glass-descent and ls/index-versus-energy at order 3 on seeds 327544387 and 813034113, where ends lay 0.079 to 0.035 below the mean of all minima and 0.17 to 0.05 above the barrier, and the spreads at order 4 of gs/order-of-the-network on seed 327544387; no descent at order 4 or 5 was looked at',
      judged: [259538739],
    },
  },
  'gs/ground-state-by-first-derivative': { all: { ...rungs, seen: 'the same numbers: nothing in it is random' } },
  'gs/hessian-descent': {
    all: {
      frozen: '3e58e0e',
      seen: 'trials on seed 5 with up to 20 disorders: at Λ = 100 walks of 5, 10, 20 and 40 steps ended at −1.376, −1.462, −1.486 and −1.486, at 200 of 10, 20 and 40 at −1.489, −1.523 and −1.531, gradient descent at −1.555 and −1.582. An end 0.98 Λ^(−2/3) above the barrier, which edges of spectra alone give, had been expected. Starts of each disorder at preset paper were halved to one before its first run, for time',
      judged: [534625595, 126261620],
    },
    extrapolation: {
      frozen: 'd0f279e',
      seen: 'the page of seed 126261620 at paper, to Λ = 500: a line in Λ^−½, the power read off the distance to the barrier on seed 534625595, met Λ → ∞ at −1.624 and was confirmed within 0.03, which is wider than the band; lines in Λ^−0.4 and Λ^(−2/3) through the same ends meet it at −1.651 and −1.597',
      judged: [627584089],
    },
    'edge-law': {
      frozen: '6477e6e',
      seen: 'the page of seed 534625595: ends 0.193, 0.141 and 0.095 above the barrier at Λ = 50, 100 and 200, which is 2.7, 3.1 and 3.3 times what was expected; the statement is that of before, judged as it stands',
      judged: [126261620],
    },
  },
  'gs/independent-paths': { all: { ...rungs, seen: 'the same measures on other seeds' } },
  'gs/index-attains-its-bound': {
    all: {
      frozen: 'a776644',
      seen: 'ls/solution-index on seeds 1 and 228104466, where 59 % and 94 % of the largest index lay below −10⁻⁸ at 10 and 25 units, and trials of four networks per width on seeds 5 and 6 with 2,000 images of 7 × 7 pixels: 0.79, 0.91 and 0.96 at 10, 25 and 50 units after 20 epochs, 0.78, 0.95 and 0.94 after 60, 0.95, 0.93 and 0.98 after 60 with permuted labels; none of the 50 units had the largest index itself. A note of ours had said that wide networks reach it',
      judged: [126261620],
    },
  },
  'gs/index-bound': { all: { frozen: '6486205' }, trained: { frozen: 'c495b1c' } },
  'gs/index-threshold-gauge': {
    all: { frozen: '6486205' },
    'same-network': { frozen: '27b123f' },
    'inertia-at-zero': { frozen: '7dd03fc' },
    'trained-near-zero': { frozen: '7dd03fc' },
  },
  'gs/lowest-minimum': {
    all: {
      frozen: '8d464f5',
      seen: 'trials on seed 5: the lowest of all minima lay 0.18, 0.16, 0.11 and 0.06 standard deviations below the mean expected at Λ = 4, 5, 6 and 7; the best of 128 descents on 40 disorders 0.20 above it at Λ = 25 and of 256 on 40 disorders 0.27 above it at 50, with 0.84 and 0.75 of the standard deviation expected, each found by five descents or more. The number of disorders at 50 was raised from 60 to 80 and that of descents lowered after it',
      judged: [602375792],
    },
  },
  'gs/maximum-mixes-orders': {
    all: {
      ...measured,
      seen: 'a laptop run on seed 3: the limit was 0.025 below the mixture and 0.002 above the glass of order H, whose difference this size does not show; 86 % of the descents ended at loss 0 with half a sample for each weight, where nine in ten had been asked. Three limits were loosened after it: 0.06 to 0.1 from the limit, 90 % to 50 % of descents at loss 0, 10 % to 5 % with many samples',
    },
  },
  'gs/order-of-the-network': {
    all: {
      frozen: '2e6a039',
      seen: 'smoke runs on seed 3, which left all slopes open; pages of ls/network-losses on seed 920458608, where scaled test losses spread by 0.063 to 0.026 and fall like n₁ to the power −0.23, and of ls/spin-glass-descent on seed 813034113, where ends spread by 0.095 to 0.022 over starts and disorders; 1000 to 3000 random symmetric matrices of each size from 15 to 200, whose lowest eigenvalues deviate as the law of Tracy and Widom says, to 4 %',
      judged: [327544387],
    },
    'glasses-concentrate': {
      frozen: 'd0f279e',
      seen: 'pages of seeds 1, 2, 3 and 327544387, where exponents of orders 3 and 4 together were confirmed to be below 0; order 3 is judged by ls/spin-glass-descent and was left out',
      judged: [627584089],
    },
    'networks-concentrate': {
      frozen: 'd0f279e',
      seen: 'pages of seeds 1, 2, 3 and 327544387, where exponents of one, two and three hidden layers together were confirmed to be below 0; one hidden layer is judged by ls/network-losses and was left out',
      judged: [627584089],
    },
  },
  'gs/random-part-of-the-loss': { all: { ...measured, seen: 'the same measures on seed 3' } },
  'gs/where-small-networks-stick': {
    all: {
      frozen: '82950b5',
      seen: 'smoke runs on seed 1, and trials of 32 networks in eight cells on seed 1 at 25,000, 200,000 and 1,000,000 steps, by which 200,000 were chosen',
      judged: [545808927],
    },
  },
  'gs/shared-inputs-are-a-spike': {
    all: { ...rungs, seen: 'laptop runs on seed 3' },
    centred: {
      ...rungs,
      seen: 'a laptop run on seed 3, in which ends near the direction of equal weights were fewer than on the glass at Λ = 20 (adjusted p = 0.048); exact centring takes that energy away, and the share there was then compared apart',
    },
  },
  'gs/saddle-to-saddle': {
    all: {
      frozen: '4003292',
      seen: 'runs on seed 1 at smoke with steps of 0.01: differences fell by 1.92 to 2.07, with 2.8 % of ‖Y‖² at the shortest step, where 2 % are asked; steps became shorter, and two kinds of nets and longer runs were added',
      judged: [476007076, 458629586],
    },
    'closed-form': {
      frozen: '82756e2',
      seen: 'the laptop run on seed 476007076, open by the rule before, which compared losses at looks and asked that no step be halved by itself, and a laptop run on seed 5 with this rule: delays of 0.11 to 0.37 % at the shortest step, falling by 1.96 to 2.08',
      judged: [458629586],
    },
  },
  'gs/structural-index-bound': { all: { frozen: 'a776644' } },
  'gs/sharp-uniformity': { all: { frozen: '2b4b457' } },
  'gs/typical-counts': {
    all: {
      frozen: '8d464f5',
      seen: 'trials on seed 5 with 170 to 300 disorders: ln E C − E ln C was 0.053, 0.059, 0.042 and 0.025 at Λ = 4, 5, 6 and 7, of minima 0.039, 0.037, 0.029 and 0.029, Var C/(E C)² 0.086, 0.085, 0.069 and 0.046, Var C_0/E C_0 0.23 to 0.25; a smoke run on the same seed. The gap is taken over the same disorders since a synthetic world showed that with the exact E C its noise was as large as the tolerance. Sizes 9 and 10 were added after the page of seed 602375792, by the same rule',
      judged: [602375792, 259538739],
    },
  },
  'gs/untied-glass-is-solved': {
    all: {
      ...rungs,
      seen: 'laptop runs on seed 3: one end of 1,536 was a saddle and no minimum, which is why ends are certified; 48 descents had missed one level of 30 at n = 4, and their number was raised to 256 where all must be found',
    },
  },
  'gs/latin-network': { all: besideTheGlass },
  'gs/law-of-couplings': { all: besideTheGlass },
  'gs/tying-makes-the-glass': { all: besideTheGlass },
  'op/ladder': {
    all: {
      frozen: '99646f3',
      seen: 'a smoke run on seed 3, a laptop run on seed 739997473 by a rule with 1,999 permutations (478e298), by which nothing could depart, and one on seed 985205086 with 19,999 (f967528), where couplings ±1 departed from a reference of 32 disorders at Λ = 20 (adjusted p = 0.013). Since then the reference has 256 disorders; nothing else was changed',
      judged: [167722884, 80724705, 964367439],
    },
  },
  'op/properties': {
    all: {
      frozen: 'ae8e4be',
      seen: 'a laptop run on seed 3 by the rule of before, at sizes 12 and 16 and with networks of four units a layer and sharpness 8 (13 different certified points of 192 searches, 12 of them minima), and searches on one or two disorders of seed 3 by which size and sharpness of the networks were chosen; no correlation of theirs was computed',
      judged: [474429022],
    },
  },
  'op/assumptions': {
    all: { ...measured, seen: 'a laptop run on seed 3, and a run of single networks without biases before it' },
  },
};
