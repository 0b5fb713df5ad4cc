package redoubt.admission.check;

import java.util.List;

/**
 * What came of all.
 *
 * @param namespace in which it was tried
 * @param good a plain pod with the image that may run
 * @param bad a plain pod with the one that may not
 * @param left what stays in the cluster, as it could not be removed; empty when nothing does
 */
public record Report(String namespace, Tried good, Tried bad, List<Finding> findings, String left) {
  public Report {
    findings = List.copyOf(findings);
  }

  public long count(Finding.Outcome outcome) {
    return findings.stream().filter(one -> one.outcome() == outcome).count();
  }

  /** Nothing got in that must not, and who refuses everything is not called safe. */
  public boolean isSafe() {
    return good.result() == Tried.Result.ADMITTED && count(Finding.Outcome.BYPASS) == 0;
  }
}
