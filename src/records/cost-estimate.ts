import { prices, type Price } from './prices.js';

/** What a call has used of its providers. */
export interface CallUse {
  readonly providers: Readonly<Record<Price['work'], string>>;
  /** How long each leg was connected. */
  readonly connectedMs: readonly number[];
  readonly translatedCharacters: number;
  readonly spokenCharacters: number;
}

/** US dollars; null where no price is known. */
export type CostEstimate = Readonly<Record<Price['work'], number | null>>;

/** What a call costs by list prices. */
export function estimateCost(use: CallUse): CostEstimate {
  const amounts: Readonly<Record<Price['work'], number>> = {
    telephony: 0,
    recognition: 0,
    translation: use.translatedCharacters,
    synthesis: use.spokenCharacters,
  };

  function costOf(work: Price['work']): number | null {
    const price = prices.find((each) => each.work === work && each.provider === use.providers[work]);
    if (price === undefined) return null;
    return roundToMicros(price.usd * (price.unit === 'character' ? amounts[work] : minutesOf(price.unit)));
  }

  function minutesOf(unit: 'minute' | 'begunMinute'): number {
    const round = unit === 'begunMinute' ? Math.ceil : (minutes: number) => minutes;
    return use.connectedMs.reduce((sum, ms) => sum + round(ms / 60_000), 0);
  }

  return {
    telephony: costOf('telephony'),
    recognition: costOf('recognition'),
    translation: costOf('translation'),
    synthesis: costOf('synthesis'),
  };
}

/** All of it; null where a part is not known, for a part of a sum passes for the whole. */
export function totalCost(estimate: CostEstimate): number | null {
  return Object.values(estimate).reduce<number | null>(
    (sum, cost) => (sum === null || cost === null ? null : roundToMicros(sum + cost)),
    0,
  );
}

function roundToMicros(usd: number): number {
  return Math.round(usd * 1e6) / 1e6;
}
