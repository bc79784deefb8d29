import type { LanguageProfile } from '../language-profile.js';

/** Galician. */
export const galician: LanguageProfile = {
  tag: 'gl',
  letters: 'áéíóúüïñ',
  numbers: `cero dous dúas tres catro cinco seis sete oito nove dez once doce trece catorce quince
    dezaseis dezasete dezaoito dezanove vinte trinta corenta cincuenta sesenta setenta oitenta noventa cen
    cento douscentos trescentos cincocentos mil euros`,
  commonWords: `de que a o e non é un me para do en da unha os por no as na se con mais pero moi como ao
    meu miña eu está xa máis si lle te hai nos ten teño iso isto aquí cando todo grazas vostede ben tamén
    agora pode quero nada foi era polo pola dos das co coa á só sen ou ata dende desde onde cómo canto
    hoxe mañá onte ola bos días bo día boa boas tarde tardes noites noite favor quería quixera gustaríame
    necesito preciso chamo chamar chamaba chamada falar falo fala dicir di dixen dixeron dixo tiña había
    hai foron fun vou vai imos son somos sodes estou estaba están moito moita moitas moitos señor señora
    hora horas semana mes ano luns martes mércores xoves venres sábado domingo cita médico médica doutora
    pedido factura conta diñeiro casa rúa fillo filla home muller nai pai problema axuda número nome
    teléfono enderezo correo persoa pouco algo alguén ninguén nunca sempre aínda despois antes logo
    momento agarde perdoe desculpe entendo ningunha ningún cada ela el eles elas nós vós esta este esa ese
    aquel outro outra uns unhas seu súa seus súas meus miñas tan tanto nin pagar paguei recibir recibín
    chegar chegou enviar mandar dar feito posto saber sei creo parece canto custa falta mesmo menos mellor
    peor porque podo podemos fai facer ver vén ser estar ir ter nunha nun dunha dun lla llo mo ma lles
    llela quen cal pois entón tampouco xente cousa cousas lugar saír dúbida bastante media segundo segunda
    primeira primeiro terceiro andar andares prazo cota mes meses anos minutos vivo vive seguro segura
    correo punto rúa número referencia reserva reservar cuarto billete tren voo maleta farmacia pastillas
    receita contrato recibo tarxeta código cobraron cobrar mercar merquei comprar comprei cancelar cambiar
    abrir abren pechan comeza remata saír sae coller volver volva volvemos chega chegaron chegarei deixar
    deixei perdido roto funciona arranxar revisar preto lonxe xunto durante entre segundo ambos aínda que
    mentres calquera abondo ademais así todos todas toda vez veces fillos nenos nena neno familia traballo
    traballar pasado pasada próximo próxima vindeiro vindeira última último novo nova grande maior quen
    cales aquela aqueles estes estas noso nosa nosos nosas houbo haxa sexa sería podería poderían poden
    podes queren queremos precisamos temos teñen tes fan fago fixo fixen dixo dixen veu veñen oír escoitar
    repetir xaneiro febreiro marzo abril maio xuño xullo agosto setembro outubro novembro decembro`,
  speech: `Bos días, chamaba porque onte recibín unha carta do banco e non entendo o que queren que
    faga. Mire, eu xa paguei ese recibo o venres e agora dinme que aínda debo cartos. Quería pedir cita coa
    doutora para a semana que vén, se pode ser pola tarde mellor. Estragóuseme a lavadora e hai auga por
    toda a cociña, poden mandar alguén hoxe mesmo? O meu fillo ten febre dende onte á noite e non sei se
    teño que levalo ao hospital. Gustaríanos reservar un cuarto con almorzo, somos a miña muller, os nenos e
    mais eu. O paquete tiña que chegar a semana pasada e segue sen aparecer. Pódeme dicir a que hora pechan?
    É que traballo ata tarde e non me dá tempo. Moitísimas grazas pola súa axuda, foi vostede moi amable.
    Desculpe, non o oín ben, pode repetirmo? Quero cambiar o enderezo de entrega, porque mudámonos de casa.
    Perdemos as chaves e non podemos entrar no piso. Iso é o que lle dixen ao seu compañeiro, pero nunca me
    chamaron. Estou a buscar información sobre os cursos que comezan despois do verán. Aquí vai moito frío e
    a calefacción non funciona. Canto tempo tarda en chegar? Entón volvo chamar mañá pola mañá. A xente da
    aldea xa non pode agardar máis. Xunto á praia hai unha igrexa e dúas tendas. A administración municipal
    enviará unha notificación a todas as persoas interesadas. Segundo o contrato, a protección do consumidor
    inclúe a devolución do importe, sempre que a reclamación se faga dentro do prazo. Estabamos afeitos a
    recibir a atención da nosa médica de cabeceira, pero xubilouse. Dixéronme que habería que presentar a
    documentación orixinal e dúas fotografías. As eleccións celebraranse en novembro e quereriamos saber
    onde votar. O técnico viu que a instalación eléctrica era antiga e perigosa. Os pequenos comezan o
    colexio e precisan libros, zapatillas e unha mochila. Oxalá atopen unha solución, porque así non podemos
    seguir vivindo. Aquel señor tiña razón: o enderezo estaba equivocado e o repartidor volveu coa caixa.`,
  names: {
    ar: 'árabe',
    ca: 'catalán',
    de: 'alemán',
    en: 'inglés',
    es: 'español, castelán',
    eu: 'vasco, éuscaro',
    fr: 'francés',
    gl: 'galego',
    it: 'italiano',
    nl: 'holandés, neerlandés',
    pl: 'polaco',
    pt: 'portugués',
    ro: 'romanés',
    ru: 'ruso',
    uk: 'ucraíno',
    zh: 'chinés, mandarín',
  },
  requests: {
    phrases: `podemos falar …, poderiamos falar …, podemos seguir …, podo falar …, pode falar …, pode
      falarme …, podería falar …, alguén que fale …, ^fala …, fala vostede …, ^falan …, ^falas …, ^falamos
      …, prefiro falar …, ^prefiro …, preferiría falar …, preferiría …, quero falar …, quería falar …,
      gustaríame falar …, aténdame …, poden atenderme …, pode atenderme …, só falo …, falo só …, ^… por
      favor, ^mellor …`,
    links: 'en, o, en o, no',
    negations: 'non, ninguén, que, quen',
  },
};
