/**
 * Images in files: OCI image layouts as directories and archives, and what {@code docker save}
 * writes. Names that lead out of the file, links and what is larger than it says are refused; what
 * a digest names is compared with it while it is read.
 */
@NullMarked
package redoubt.oci.layout;

import org.jspecify.annotations.NullMarked;
