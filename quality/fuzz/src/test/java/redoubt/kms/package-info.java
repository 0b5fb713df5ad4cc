@NullMarked
package redoubt.kms;

import org.jspecify.annotations.NullMarked;
