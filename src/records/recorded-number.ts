import { parsePhoneNumberFromString } from 'libphonenumber-js';

/** A telephone number as the records keep it. */
export interface RecordedNumber {
  readonly number: string | null;
  /** ISO 3166-1; null where the number does not tell. */
  readonly country: string | null;
}

/** Of a number that is masked the calling code and the last two digits are kept; of what is no number, nothing. */
export function recordedNumber(given: string, keeping: 'masked' | 'full'): RecordedNumber {
  const parsed = parsePhoneNumberFromString(given);
  if (parsed === undefined) return { number: null, country: null };
  const { nationalNumber, countryCallingCode, country = null, number } = parsed;
  const hidden = '*'.repeat(Math.max(0, nationalNumber.length - 2));
  const masked = `+${countryCallingCode}${hidden}${nationalNumber.slice(hidden.length)}`;
  return { number: keeping === 'full' ? number : masked, country };
}
