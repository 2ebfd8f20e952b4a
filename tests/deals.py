"""Cases of bargaining: all numbers known, a party's weights unknown, a conflict beside."""

RIVER = """\
detente: 1
id: river
title: A river
parties: {up: Upriver, down: Downriver, bank: The bank}
bargaining:
  issues:
    water: {label: Water let through, values: {little: Little, half: Half, most: Most of it}}
    dam: {label: The dam, values: {kept: Kept, lowered: Lowered}}
    money: {label: Payment, range: {from: 0, to: 2, step: 1, unit: million}}
  infeasible:
    - {when: dam.lowered and water.little, because: It holds less back., judgement: true}
  consents:
    - {when: money >= 2, of: bank, because: It keeps the fund., judgement: true}
  preferences:
    up:
      judgement: true
      reservation: 0.5
      weights: {water: 0.3, dam: 0.3, money: 0.4}
      scores:
        water: {little: 1, half: 0.6, most: 0}
        dam: {kept: 1, lowered: 0}
        money: {0: 0, 2: 1}
    down:
      judgement: true
      reservation: 0.3
      weights: {water: 0.6, dam: 0.1, money: 0.3}
      scores:
        water: {little: 0, half: 0.5, most: 1}
        dam: {kept: 0, lowered: 1}
        money: {0: 1, 2: 0}
    bank:
      judgement: true
      reservation: 0.5
      weights: {money: 1}
      scores: {money: {0: 1, 2: 0}}
scenarios:
  poor:
    label: The payment is worth little upriver
    judgement: true
    bargaining:
      preferences:
        up:
          reservation: 0.96
          weights: {water: 0.5, dam: 0.45, money: 0.05}
          scores:
            water: {little: 1, half: 0.4, most: 0}
            dam: {kept: 1, lowered: 0}
            money: {0: 0, 2: 1}
"""
UNSURE = RIVER.replace(
    "weights: {water: 0.6, dam: 0.1, money: 0.3}", "orders: [water > money > dam]"
)

FISHING = """\
detente: 1
id: fishing
title: A fishery
parties: {norvia: Norvia, sundria: Sundria}
conflict:
  options:
    norvia: {limit: Limit its catch}
    sundria: {license: Grant licences}
  terms:
    deal: {means: norvia.limit and sundria.license, label: The deal}
    nothing: {means: not norvia.limit and not sundria.license, label: As it was}
  outcomes: [deal, nothing]
  preferences:
    norvia: [sundria.license, not norvia.limit]
    sundria: [norvia.limit, not sundria.license]
bargaining:
  issues:
    catch: {label: The catch, values: {free: Free, limited: Limited}}
    licences: {label: Licences, values: {none: None, all: For all boats}}
  preferences:
    norvia:
      judgement: true
      reservation: 0.4
      weights: {catch: 0.4, licences: 0.6}
      scores: {catch: {free: 1, limited: 0}, licences: {none: 0, all: 1}}
    sundria:
      judgement: true
      reservation: 0.4
      weights: {catch: 0.7, licences: 0.3}
      scores: {catch: {free: 0, limited: 1}, licences: {none: 1, all: 0}}
  states:
    - {when: deal, package: {catch: limited, licences: all}, judgement: true}
    - {when: nothing, package: {catch: free, licences: none}, judgement: true}
"""
