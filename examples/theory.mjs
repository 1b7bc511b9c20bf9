// What the theory of the spherical 3-spin glass says: levels, and the mean number of critical points at finite size.
import { complexity, energyBarrier, groundState, layerEnergy } from 'glasscape/theory';

console.log(`−E∞ = ${(-energyBarrier(3).value).toFixed(6)}`);
console.log(`−E₀ = ${(-groundState(3).value).toFixed(6)}`);
for (const k of [1, 2, 3]) console.log(`−E_${k} = ${(-layerEnergy(3, k).value).toFixed(6)}`);
for (const u of [-1.65, -1.64, -1.633, -1.6])
  console.log(`complexity at energy per spin ${u}: ${complexity(3, u).toFixed(6)}`);
