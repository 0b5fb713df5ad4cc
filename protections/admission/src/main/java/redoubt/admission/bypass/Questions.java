package redoubt.admission.bypass;

import java.util.Map;

/** Questions that many ask. */
public final class Questions {
  private Questions() {}

  /** A new pod with a container for each image. */
  public static Question pod(String... images) {
    return Places.pod(Objects.spec(images));
  }

  /** A new pod that says more of itself. */
  public static Question pod(Map<String, Object> metadata, String image) {
    return Question.creates("v1", "Pod", "pods", Objects.pod(metadata, Objects.spec(image)));
  }

  /** A new Deployment. */
  public static Question deployment(String image) {
    return Question.creates("apps/v1", "Deployment", "deployments", Objects.deployment(image, 1));
  }

  /** A pod with an image that becomes one with another. */
  public static Question change(String from, String to) {
    return pod(to).after(Objects.podOf(from));
  }

  /** A running pod that gets a debug container with the image that it has. */
  public static Question debugged(String image) {
    return Places.debug(image, image);
  }

  /** A label on a running pod. */
  public static Question labelled(String image) {
    return Changes.labelled(image);
  }
}
