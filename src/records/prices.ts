/** What a vendor is paid, US dollars. */
export interface Price {
  readonly provider: string;
  readonly work: 'recognition' | 'translation' | 'synthesis' | 'telephony';
  /**
   * `minute`: of a leg's connection, to the second. `begunMinute`: the same, every minute begun counts whole.
   * `character`: a Unicode code point, of the source for a translation, of the rendition for a synthesis.
   */
  readonly unit: 'minute' | 'begunMinute' | 'character';
  readonly usd: number;
}

/**
 * List prices, one row a provider and kind of work, without minimum fees, volume discounts and taxes. A provider without
 * a row has a price that depends on the model or the server that it is set up with: what it costs is not estimated.
 */
export const prices: readonly Price[] = [
  // Two legs, one called and one dialled, at the mean of $0.0085 inbound and $0.013 outbound (US local numbers):
  // support.twilio.com "How Volume Pricing works", read 2026-11-22. Begun minutes: twilio.com/changelog, 2022-09-27.
  { provider: 'twilio', work: 'telephony', unit: 'begunMinute', usd: 0.010_75 },
  // Nova-3 streaming, multilingual, as third parties gave it in November 2026; cloud resellers ask for 0.0092.
  { provider: 'deepgram', work: 'recognition', unit: 'minute', usd: 0.0058 },
  // Flux multilingual, streaming, pay as you go, billed by the second: docs.flexprice.io "deepgram-pricing", November 2026.
  { provider: 'deepgram-flux', work: 'recognition', unit: 'minute', usd: 0.0078 },
  // Scribe v2 Realtime, $0.39 an hour: developer.puter.com/tutorials/elevenlabs-api-pricing, June 2026.
  { provider: 'elevenlabs', work: 'recognition', unit: 'minute', usd: 0.0065 },
  // API Pro, EUR 20 a million characters: support.deepl.com article 360020685720, read 2026-11-22; at $1.15 to the euro.
  { provider: 'deepl', work: 'translation', unit: 'character', usd: 0.000_023 },
  // Flash, $0.05 a thousand characters: developer.puter.com/tutorials/elevenlabs-api-pricing, June 2026.
  { provider: 'elevenlabs', work: 'synthesis', unit: 'character', usd: 0.000_05 },
  { provider: 'elevenlabs-socket', work: 'synthesis', unit: 'character', usd: 0.000_05 },
  // Programs on this machine.
  { provider: 'apertium', work: 'translation', unit: 'character', usd: 0 },
  { provider: 'espeak', work: 'synthesis', unit: 'character', usd: 0 },
];
