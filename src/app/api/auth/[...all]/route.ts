import { handleAuth } from "@/platform/auth-handler";

export { handleAuth as GET, handleAuth as POST };
