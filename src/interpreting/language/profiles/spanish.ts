import type { LanguageProfile } from '../language-profile.js';

/** Spanish. */
export const spanish: LanguageProfile = {
  tag: 'es',
  letters: 'áéíóúüñ',
  numbers: `cero dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciséis
    diecisiete dieciocho diecinueve veinte veintiuno treinta cuarenta cincuenta sesenta setenta ochenta
    noventa cien ciento doscientos trescientos quinientos mil euros`,
  commonWords: `de que no a la el y en es un me lo por una los se con para mi está si pero las le muy como
    más su ya te al del sí yo qué hay he usted tengo gracias eso esta este porque bien cuando todo hola
    también puede nada era quiero favor ha hace aquí ahora así o está estoy bueno días tiene puedo ver ser
    hacer buenos hoy mañana vale entonces pues nos sin les sobre otra otro hasta desde donde dónde cómo
    cuándo tarde tardes buenas noches gustaría quería querría quisiera necesito llamo llamar llamada
    llamaba hablar hablo decir dice digo dicho tenía había han hemos ir voy va fue sido son soy era estaba
    están están muchas mucho señor señora hora horas día semana mes año lunes martes miércoles jueves
    viernes sábado domingo cita médico doctora pedido factura cuenta dinero casa calle hijo hija marido
    mujer madre padre problema ayuda número nombre teléfono dirección correo persona poco algo alguien
    nadie nunca siempre todavía después antes luego momento espere oiga disculpe perdone entiendo ninguna
    ningún cada ella él ellos nosotros ustedes esa ese esos unos unas sus mis tan tanto solo ni pasa pagar
    pagado recibir recibido llegar llegado enviar mandar dar dado puesto hecho saber sé creo parece cuánto
    cuesta falta mismo menos mejor peor somos media cuarto segundo segunda primera primero tercero planta
    piso plazo cuota mes meses años minutos vive vivo está seguro segura correo punto calle número
    referencia reserva reservar habitación billete tren vuelo maleta farmacia pastillas receta seguro
    contrato recibo tarjeta código cobrado cobraron cobrar comprar comprado compré cancelar cambiar abrir
    abren cierran empieza termina salir sale coger volver vuelva volvemos llega llegaron llegaré dejar
    dejé perdido roto funciona arreglar revisar cerca lejos junto durante entre según ambos aunque
    mientras cualquier bastante demasiado además así todos todas toda gente cosa cosas vez veces hijos
    niños niña niño familia trabajo trabajar pasado pasada próximo próxima mañana última último nuevo
    nueva grande mayor menos cuarenta quien quién cuál cuáles aquel aquella estos estas mío mía suyo
    nuestra nuestro nuestros hubo haya sea fuera sería podría podrían podemos pueden puedes quieren quiere
    queremos necesitamos tenemos tienen tienes hacen hago hizo hice dijo dijeron dije vino viene vienen
    ven oír oído escuchar repetir enero febrero marzo abril mayo junio julio agosto septiembre octubre
    noviembre diciembre`,
  speech: `Buenos días, llamaba porque ayer recibí una carta del banco y no entiendo lo que quieren que
    haga. Mire, yo ya pagué ese recibo el viernes y ahora me dicen que todavía debo dinero. Quería pedir
    cita con la doctora para la semana que viene, si puede ser por la tarde mejor. Se me ha estropeado la
    lavadora y hay agua por toda la cocina, ¿pueden mandar a alguien hoy mismo? Mi hijo tiene fiebre desde
    anoche y no sé si tengo que llevarlo al hospital. Nos gustaría reservar una habitación con desayuno,
    somos mi mujer, los niños y yo. El paquete tenía que llegar la semana pasada y sigue sin aparecer. ¿Me
    puede decir a qué hora cierran? Es que trabajo hasta tarde y no me da tiempo. Muchísimas gracias por su
    ayuda, ha sido usted muy amable. Disculpe, no le he oído bien, ¿me lo puede repetir? Quiero cambiar la
    dirección de entrega, porque nos hemos mudado. Hemos perdido las llaves y no podemos entrar en el piso.
    Eso es lo que le dije a su compañero, pero nunca me llamaron. Estoy buscando información sobre los
    cursos que empiezan después del verano. Aquí hace mucho frío y la calefacción no funciona. ¿Cuánto
    tiempo tarda en llegar? Entonces vuelvo a llamar mañana por la mañana. La administración municipal
    enviará una notificación a todas las personas interesadas. Según el contrato, la protección del
    consumidor incluye la devolución del importe, siempre que la reclamación se haga dentro del plazo.
    Estábamos acostumbrados a recibir la atención de nuestra médica de cabecera, pero se ha jubilado. Me
    dijeron que habría que presentar la documentación original y dos fotografías. Las elecciones se
    celebrarán en noviembre y querríamos saber dónde votar. El técnico vio que la instalación eléctrica era
    antigua y peligrosa. Los pequeños empiezan el colegio y necesitan libros, zapatillas y una mochila.
    Ojalá encuentren una solución, porque así no podemos seguir viviendo. Aquel señor tenía razón: la
    dirección estaba equivocada y el repartidor volvió con la caja.`,
  names: {
    ar: 'árabe',
    ca: 'catalán, valenciano',
    de: 'alemán',
    en: 'inglés',
    es: 'español, castellano',
    eu: 'vasco, euskera',
    fr: 'francés',
    gl: 'gallego',
    it: 'italiano',
    nl: 'holandés, neerlandés',
    pl: 'polaco',
    pt: 'portugués',
    ro: 'rumano',
    ru: 'ruso',
    uk: 'ucraniano',
    zh: 'chino, mandarín',
  },
  requests: {
    phrases: `podemos hablar …, podríamos hablar …, podemos seguir …, puedo hablar …, podría hablar …,
      puede hablar …, puede hablarme …, podría hablarme …, hablar con alguien que hable …, alguien que
      hable …, ^habla …, habla usted …, ^hablan …, ^hablas …, ^hablamos …, prefiero hablar …, ^prefiero …,
      preferiría hablar …, preferiría …, quiero hablar …, quisiera hablar …, quería hablar …, me gustaría
      hablar …, me atiende …, me pueden atender …, me puede atender …, atiéndame …, solo hablo …, hablo
      solo …, ^… por favor, ^mejor …`,
    links: 'en, el, en el',
    negations: 'no, nadie, que, quien',
  },
};
