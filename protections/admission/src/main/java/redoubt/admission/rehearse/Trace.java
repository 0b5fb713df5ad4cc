package redoubt.admission.rehearse;

import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Where it was seen that an image is used.
 *
 * @param pods that run it, by name
 * @param workloads in which it was asked for and admitted; where it never was, in which refused
 * @param admissions how often it was asked for and admitted in the last days
 * @param refusals how often it was asked for and refused
 */
public record Trace(
    SortedSet<String> pods, SortedSet<String> workloads, long admissions, long refusals) {
  static final Trace NONE = new Trace(new TreeSet<>(), new TreeSet<>(), 0, 0);

  Trace and(Trace other) {
    SortedSet<String> allPods = new TreeSet<>(pods);
    allPods.addAll(other.pods);
    SortedSet<String> allWorkloads = new TreeSet<>(workloads);
    allWorkloads.addAll(other.workloads);
    return new Trace(
        allPods, allWorkloads, admissions + other.admissions, refusals + other.refusals);
  }

  /** Whether somebody would miss it. */
  boolean isUsed() {
    return !pods.isEmpty() || admissions > 0;
  }
}
