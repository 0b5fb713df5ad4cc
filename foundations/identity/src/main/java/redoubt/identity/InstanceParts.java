package redoubt.identity;

import redoubt.web.Part;

/** Port of identity: rooms know which parts an instance has. */
@FunctionalInterface
public interface InstanceParts {
  /** Whether the part is known not to be there; false also for a part that nobody looks for. */
  boolean lacks(String instance, Part part);
}
