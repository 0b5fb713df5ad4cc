package redoubt.server.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import redoubt.web.console.ClusterPosture;
import redoubt.web.console.Pill;
import redoubt.web.console.Tone;

/** Clusters × protections. */
final class ClusterMatrixTest {
  private static ClusterPosture posture(String instance, String cluster, Tone tone) {
    return new ClusterPosture(
        instance, cluster, new Pill(tone, tone.name()), "Why.", "/" + instance + "/" + cluster);
  }

  private static ClusterMatrix.Said room(String title, ClusterPosture... clusters) {
    return new ClusterMatrix.Said(new ClusterMatrix.Column(title, "/" + title), List.of(clusters));
  }

  @Test
  void aServerWithoutClustersHasNoRows() {
    ClusterMatrix matrix = ClusterMatrix.of(List.of(room("encryption")), id -> id);
    assertThat(matrix.isEmpty()).isTrue();
    assertThat(matrix.columns()).hasSize(1);
  }

  @Test
  void roomsThatKnowTheSameClusterStandInOneRow() {
    ClusterMatrix matrix =
        ClusterMatrix.of(
            List.of(
                room("encryption", posture("i", "prod", Tone.GOOD)),
                room("admission", posture("i", "prod", Tone.BAD), posture("i", "dev", Tone.GOOD))),
            id -> "Instance " + id);
    assertThat(matrix.rows()).extracting(ClusterMatrix.Row::cluster).containsExactly("prod", "dev");
    assertThat(matrix.rows().getFirst().tone()).isEqualTo(Tone.BAD);
    assertThat(matrix.rows().getLast().cells().getFirst()).isEmpty();
    assertThat(matrix.summary()).isEqualTo("2 clusters: 1 needs action");
  }

  @Test
  void clustersOfTheSameNameInTwoInstancesAreTwo() {
    ClusterMatrix matrix =
        ClusterMatrix.of(
            List.of(
                room(
                    "encryption",
                    posture("a", "prod", Tone.GOOD),
                    posture("b", "prod", Tone.WARN))),
            id -> id);
    assertThat(matrix.rows()).extracting(ClusterMatrix.Row::instance).containsExactly("b", "a");
    assertThat(matrix.manyInstances()).isTrue();
  }

  @Test
  void ofFiftyTheTenThatAskLoudestAreShownAtOnce() {
    List<ClusterPosture> fifty = new ArrayList<>();
    for (int i = 10; i < 60; i++) {
      fifty.add(posture("i", "c" + i, i == 47 ? Tone.BAD : Tone.GOOD));
    }
    ClusterMatrix matrix =
        ClusterMatrix.of(
            List.of(room("encryption", fifty.toArray(ClusterPosture[]::new))), id -> id);
    assertThat(matrix.first()).hasSize(10);
    assertThat(matrix.first().getFirst().cluster()).isEqualTo("c47");
    assertThat(matrix.others()).hasSize(40);
  }
}
