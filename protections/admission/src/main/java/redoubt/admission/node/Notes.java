package redoubt.admission.node;

import java.util.ArrayList;
import java.util.List;
import redoubt.admission.policy.Choice;
import redoubt.admission.policy.Policies;

/** What has to be known about nodes of whatever runtime. */
final class Notes {
  /** What every pod begins with (Kubernetes, "Pod sandbox"); kubeadm's registry. */
  private static final String PAUSE = "registry.k8s.io/pause:3.10";

  private Notes() {}

  static List<String> ofNodes(NodeWish wish) {
    List<String> notes = new ArrayList<>();
    if (!starts(wish)) {
      notes.add(
          "Nothing admits "
              + PAUSE
              + ", without which no pod starts: name the images that nodes themselves need, such"
              + " as --exempt 'registry.k8s.io/*'.");
    }
    if (wish.registries().isEmpty()) {
      notes.add("It is not said how nodes call this server, so none of its images is known.");
    }
    return notes;
  }

  private static boolean starts(NodeWish wish) {
    Policies policies = wish.policies();
    return wish.exempt().stream().anyMatch(one -> one.matches(PAUSE))
        || policies.choose("", List.of(PAUSE), wish.now()) instanceof Choice.Exempt
        || (policies.choose("", List.of(PAUSE), wish.now()) instanceof Choice.Found found
            && Bearing.of(found.entry().rule(), false) != Bearing.REFUSE);
  }
}
