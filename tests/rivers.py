"""A case of bargaining only, all numbers known, and one in which a party's weights are not."""

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
