package redoubt.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import redoubt.core.Evidence;
import redoubt.ledger.proof.AlteredRowProof;

class AlteredRowProofTest {
  @AutoClose private final House house = new House();

  @Test
  void provesThatAChangeIsFoundAndLeavesNothingBehind() {
    house.withLeaves(5);
    assertThat(attempt()).isEqualTo(Evidence.Outcome.PROVEN);
    assertThat(house.verify().passed()).isTrue();
  }

  @Test
  void failsOnALogThatIsNotIntact() {
    house.withLeaves(5);
    house.database.transaction(handle -> handle.execute("delete from ledger.page where leaf = 2"));
    assertThat(attempt()).isEqualTo(Evidence.Outcome.FAILED);
  }

  @Test
  void isNotTriedOnAnEmptyLog() {
    assertThat(attempt()).isEqualTo(Evidence.Outcome.NOT_TRIED);
  }

  private Evidence.Outcome attempt() {
    return new AlteredRowProof(house.database, house.ledger).attempt().outcome();
  }
}
