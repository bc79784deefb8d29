import { describe, expect, test } from 'vitest';
import { entitiesOf } from '../../src/interpreting/entities/compare-entities.js';
import type { Entity, Unit } from '../../src/interpreting/entities/entity.js';

const number = (value: string, unit?: Unit): Entity =>
  unit === undefined ? { kind: 'number', value } : { kind: 'number', value, unit };
const code = (value: string): Entity => ({ kind: 'code', value });
const email = (value: string): Entity => ({ kind: 'email', value });
const ordinal = (value: string): Entity => ({ kind: 'ordinal', value });
const weekday = (day: number): Entity => ({ kind: 'weekday', weekday: day });
/** A time of which it is said or obvious in which half of the day it is. */
const at = (hour: number, minute: number): Entity => ({ kind: 'time', hour, minute, isTwelveHour: false });
const either = (hour: number, minute: number): Entity => ({ kind: 'time', hour, minute, isTwelveHour: true });
const date = (day: number, month: number, year?: number): Entity =>
  year === undefined ? { kind: 'date', day, month } : { kind: 'date', day, month, year };

type Case = readonly [language: string, text: string, entities: readonly Entity[]];

function reads(cases: readonly Case[]): void {
  test.each(cases)('%s: %s', (language, text, entities) => {
    expect(entitiesOf(text, language)).toEqual(entities);
  });
}

describe('dates', () => {
  reads([
    ['es', 'el quince de marzo de dos mil veinticuatro', [date(15, 3, 2024)]],
    ['es', 'del 3 al 5 de marzo', [date(3, 3), date(5, 3)]],
    ['en', 'March the 15th, 2024', [date(15, 3, 2024)]],
    ['en', 'from May 3rd to 5th', [date(3, 5), date(5, 5)]],
    ['en', 'the twenty-third of July nineteen eighty-four', [date(23, 7, 1984)]],
    ['en', 'May I ask you to march on?', []],
    ['en', 'It is due in May.', [{ kind: 'date', month: 5 }]],
    ['fr', 'le 1er mai', [date(1, 5)]],
    ['de', 'am dreiundzwanzigsten März 2024', [date(23, 3, 2024)]],
    ['de', 'seit dem 1.4. und am 31.12.23', [date(1, 4), date(31, 12, 2023)]],
    ['de', 'vom 3. bis zum 10. Oktober', [date(3, 10), date(10, 10)]],
    ['it', 'il primo dicembre', [date(1, 12)]],
    ['pt', 'quarta-feira, 25 de março', [weekday(3), date(25, 3)]],
    ['gl', 'o xoves 12 de xuño', [weekday(4), date(12, 6)]],
    ['es', '2024-03-15', [date(15, 3, 2024)]],
    ['de', 'am Freitagabend', [weekday(5)]],
  ]);
});

describe('times of day', () => {
  reads([
    ['es', 'a las tres y media', [either(3, 30)]],
    ['es', 'a las ocho menos cuarto de la tarde', [at(19, 45)]],
    ['es', 'a las 20:30', [at(20, 30)]],
    ['es', 'a las doce de la noche', [at(0, 0)]],
    ['en', 'half past eight in the evening', [at(20, 30)]],
    ['en', 'at 12:30 a.m.', [at(0, 30)]],
    ['en', 'at five to seven', [either(6, 55)]],
    ['en', "at three o'clock", [either(3, 0)]],
    ['fr', 'à quinze heures trente', [at(15, 30)]],
    ['fr', 'à huit heures moins le quart du matin', [at(7, 45)]],
    ['fr', 'cet après-midi', []],
    ['de', 'um halb vier', [either(3, 30)]],
    ['de', 'um halb eins', [at(12, 30)]],
    ['de', 'um fünf vor halb acht abends', [at(19, 25)]],
    ['de', 'um 17 Uhr 42', [at(17, 42)]],
    ['it', "all'una e mezza", [either(1, 30)]],
    ['it', 'alle quattro meno un quarto', [either(3, 45)]],
    ['pt', 'às vinte e duas e quarenta e cinco', [at(22, 45)]],
    ['gl', 'ás oito menos cuarto da mañá', [at(7, 45)]],
    ['nl', 'om half vier', [either(3, 30)]],
    ['ca', 'a dos quarts de quatre', [either(3, 30)]],
  ]);
});

describe('amounts', () => {
  reads([
    ['es', '1.234,56 €', [number('1234.56', 'EUR')]],
    ['en', '$1,234.50', [number('1234.5', 'USD')]],
    ['fr', '1 234,56 €', [number('1234.56', 'EUR')]],
    ['de', "1'234.50 Franken", [number('1234.5', 'CHF')]],
    ['es', 'veintitrés euros con cincuenta', [number('23.5', 'EUR')]],
    ['fr', 'quatre-vingt-dix-sept euros cinquante', [number('97.5', 'EUR')]],
    ['it', 'ventitré euro e cinquanta', [number('23.5', 'EUR')]],
    ['pt', 'quarenta e sete euros e noventa cêntimos', [number('47.9', 'EUR')]],
    ['en', 'three point five percent', [number('3.5', 'percent')]],
    ['de', 'drei Komma null fünf Prozent', [number('3.05', 'percent')]],
    ['fr', 'cinquante cents', [number('50', 'cent')]],
    ['es', '2,5 millones de euros', [number('2500000', 'EUR')]],
    ['es', 'media hora', [number('30', 'minute')]],
    ['en', 'an hour and a half', [number('1.5', 'hour')]],
    ['de', 'anderthalb Stunden', [number('1.5', 'hour')]],
    ['de', 'eine Viertelstunde', [number('15', 'minute')]],
    ['en', 'two weeks and a half', [number('2.5', 'week')]],
    ['ar', 'المبلغ ١٬٢٣٤٫٥', [number('1234.5')]],
  ]);
});

describe('codes and telephone numbers', () => {
  reads([
    ['es', 'es el 612 34 56 78', [code('612345678')]],
    ['fr', 'zéro six, douze, trente-quatre', [code('06'), number('12'), number('34')]],
    ['fr', 'quatre-vingt-quatre vingt-deux', [code('8422')]],
    ['de', 'null eins fünf, sieben acht', [code('01578')]],
    ['en', 'double five, oh, three two one', [code('550321')]],
    ['pt', 'três quatro cinco meia sete', [code('34567')]],
    ['it', 'V 5 doppio zero 9', [code('V5009')]],
    ['en', 'A B 12 C', [code('AB12C')]],
    ['en', 'XK-4471', [code('XK4471')]],
    ['es', 'ES91 2100 0418', [code('ES9121000418')]],
    ['en', 'in room 12 I saw E-mails', [number('12')]],
    ['en', 'A 12-month contract', [number('12', 'month')]],
    ['en', 'it is three thirty', [code('330')]],
  ]);
});

describe('e-mail addresses', () => {
  reads([
    ['es', 'ana punto garcía arroba ejemplo punto com', [email('ana.garcia@ejemplo.com')]],
    ['es', 'es Ana.Garcia@example.com', [email('ana.garcia@example.com')]],
    ['en', 'my email is j o e 85 at gmail dot com', [email('joe85@gmail.com')]],
    ['fr', 'marie tiret dupont arobase exemple point fr', [email('marie-dupont@exemple.fr')]],
    ['it', 'luca trattino basso neri chiocciola gmail.com', [email('luca_neri@gmail.com')]],
    ['en', 'visit us at example dot com', []],
    ['en', 'expect the car at 5.30', [number('5.3')]],
  ]);
});

describe('words that are no value, or hardly one', () => {
  reads([
    ['es', 'Quería una cita y un taxi, mil gracias.', []],
    ['fr', 'un téléphone neuf', []],
    ['fr', 'depuis neuf jours', [number('9', 'day')]],
    ['it', 'sei sicuro?', []],
    ['en', 'the blue one, once again, for both of us', []],
    ['de', 'ein paar Fragen, noch einmal', []],
    ['es', 'en primer lugar, el segundo', [ordinal('2')]],
    ['pt', 'a segunda fatura', [weekday(1)]],
    ['en', 'Black Friday', []],
    ['en', '5 constructor', [number('5')]],
    ['pt', 'constructor', []],
  ]);
});
