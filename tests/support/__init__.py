"""What the tests share: a clock that is set, an empty ledger, stages that misbehave, other supervisors."""
