/** The canonical decimal of a number: no exponent, no zeros that say nothing. */
export function decimal(value: number): string {
  // Fifteen digits are what a double holds: 0.1 + 0.2 is 0.3 for who says it.
  return String(Number(value.toPrecision(15)));
}

/** The digits of a text, in order. */
export function digitsOf(text: string): string {
  return text.replace(/\D/g, '');
}

/**
 * The canonical values of a number in digits: by the convention with this decimal mark, and by the other one. They
 * differ for "1.234", which is a thousand for some and a little more than one for others. Digits that begin with
 * zero stay as they are: they are no quantity.
 */
export function valuesOfNumeral(
  text: string,
  decimalMark: '.' | ',',
): { readonly value: string; readonly otherValue: string } {
  const plain = text.replace(/[^\d.,]/g, '');
  const marks = plain.replace(/\d/g, '');
  const last = marks.at(-1);
  const whole = canonical(plain.replace(/[.,]/g, ''), '');
  if (last === undefined) return { value: whole, otherValue: whole };
  const at = plain.lastIndexOf(last);
  const fractional = canonical(plain.slice(0, at).replace(/[.,]/g, ''), plain.slice(at + 1));
  if (marks.length > 1) {
    const value = new Set(marks).size > 1 ? fractional : whole;
    return { value, otherValue: value };
  }
  const isGroup = plain.length - at === 4 && at <= 3 && !plain.startsWith('0');
  if (!isGroup) return { value: fractional, otherValue: fractional };
  // The other way round nobody means it: with a mark for groups, three digits are a group.
  return last === decimalMark
    ? { value: fractional, otherValue: whole }
    : { value: whole, otherValue: whole };
}

function canonical(whole: string, decimals: string): string {
  const kept = decimals.replace(/(?<!0)0+$/, '');
  if (decimals === '') return whole;
  const integer = whole.replace(/^0+(?=\d)/, '');
  return kept === '' ? integer : `${integer}.${kept}`;
}
