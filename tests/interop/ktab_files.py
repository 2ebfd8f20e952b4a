"""Scenarios of KTAB."""

from __future__ import annotations

from collections.abc import Mapping

from detente.spatial.model import Spatial

TABLE = """Bread,"Price, and weight",2,2,
Actor,Desc,Power,Price,Sal1,Weight,Sal2,
Baker & Sons,"old, big",10.5,20,50,0,40,
Müller,,3,80,30,100,60,
"""
DOCUMENT = """<?xml version="1.0" encoding="UTF-8"?>
<Scenario xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
  <name>Bread</name> <desc>Price</desc> <prngSeed>0350</prngSeed>
  <ModelParameters>
    <VictoryProbModel>Octic</VictoryProbModel> <VotingRule> PropCbc </VotingRule>
  </ModelParameters>
  <Dimensions><dName>Price</dName></Dimensions>
  <Actors>
    <Actor><name>Baker &amp; Sons</name><description/><capability>10.5</capability>
      <Position><dCoord>20</dCoord></Position><Salience><dSal>50</dSal></Salience></Actor>
    <Actor><name>Mill</name><description>m</description><capability>3</capability>
      <Position><dCoord>80</dCoord></Position><Salience><dSal>30</dSal></Salience></Actor>
  </Actors>
  <IdealAdjustment>
    <iaPair><adjustingIdeal>Mill</adjustingIdeal><referencePos>Baker &amp; Sons</referencePos>
      <adjust>0.25</adjust></iaPair>
    <iaPair><adjustingIdeal>Mill</adjustingIdeal><referencePos>Mill</referencePos>
      <adjust>0.5</adjust></iaPair>
  </IdealAdjustment>
</Scenario>
"""


def numbers(problem: Spatial) -> list[float]:
    return [each.range.centre for each in problem.quantities()]


def replaced(text: str, changes: Mapping[str, str]) -> str:
    for old, new in changes.items():
        assert old in text
        text = text.replace(old, new)
    return text
