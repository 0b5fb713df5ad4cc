package redoubt.admission.bypass;

import java.util.List;
import java.util.function.Function;

/**
 * A way around an admission controller.
 *
 * @param name stable, such as {@code ephemeral-containers}
 * @param why it is tried, one sentence
 * @param tries of it, with these images
 */
public record Bypass(String name, String why, Function<Images, List<Attempt>> tries) {
  public List<Attempt> attempts(Images images) {
    return tries.apply(images);
  }

  @Override
  public String toString() {
    return name;
  }
}
