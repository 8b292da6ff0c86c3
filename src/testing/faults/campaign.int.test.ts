import { useDatabase } from "@/testing/database";
import { useEnvironment } from "@/testing/environment";
import { testCampaign } from "./campaign-test";

useEnvironment();
useDatabase();
testCampaign(0);
