/**
 * Keys that live and work in a hardware security module, reached through its PKCS#11 library (OASIS
 * PKCS#11 2.40) over the platform's foreign function interface. Token chosen by label, one session
 * per worker thread, and a connection that is built anew when the module was gone: the platform's
 * own PKCS#11 provider can do neither. A module that hangs makes calls fail, not wait.
 */
@NullMarked
package redoubt.crypto.hsm;

import org.jspecify.annotations.NullMarked;
